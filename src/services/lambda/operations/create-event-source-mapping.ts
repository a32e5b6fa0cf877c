/** CreateEventSourceMapping: lets a function work off a queue. */
import { uuid as newUuid } from "../../../kernel/random.ts";
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { mappingExists } from "../errors.ts";
import { arnOfFunctionNamed } from "../function/function-name.ts";
import { checkTags } from "../function/tags.ts";
import { mappings } from "../keyspaces.ts";
import { checkQueue, mappedFunction } from "../mapping/check-source.ts";
import { mappingArn, mappingConfiguration, type MappingRecord } from "../mapping/mapping-record.ts";
import { supervisor } from "../mapping/mapping-supervisor.ts";
import { queueArnOf, settingsOf } from "../mapping/settings.ts";

export const createEventSourceMapping = operation.stream(Lambda.CreateEventSourceMapping, {
  honours: [
    "EventSourceArn",
    "FunctionName",
    "Enabled",
    "BatchSize",
    "FilterCriteria",
    "KMSKeyArn",
    "MetricsConfig",
    "ScalingConfig",
    "MaximumBatchingWindowInSeconds",
    "DestinationConfig",
    "Tags",
    "SelfManagedEventSource",
    "FunctionResponseTypes",
    "ProvisionedPollerConfig",
  ],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  async run(input, at) {
    const queueArn = queueArnOf(input);
    const { record, functionName, functionQualifier } = mappedFunction(input.FunctionName, at);
    const settings = settingsOf(input, { functionName, functionQualifier, queueArn }, undefined);
    const tags = input.Tags ?? {};
    checkTags(tags, at.caller);
    await checkQueue(queueArn, record, at);
    return at.write((write) => {
      for (const { value } of mappings.range(write.tx, [at.account, at.region])) {
        const isSame = value.queueArn === queueArn && value.functionName === functionName;
        if (isSame && value.functionQualifier === functionQualifier) {
          throw mappingExists(queueArn, functionName, value.uuid);
        }
      }
      const uuid = newUuid(write.random);
      const mapping: MappingRecord = {
        ...settings,
        uuid,
        account: at.account,
        region: at.region,
        arn: mappingArn(at, uuid),
        queueArn,
        state: settings.isEnabled ? "Creating" : "Disabled",
        lastModified: write.now,
        tags,
      };
      mappings.put(write.tx, [at.account, at.region, uuid], mapping);
      write.after(() => write.local(supervisor).changed([at.account, at.region, uuid]));
      return mappingConfiguration(mapping);
    });
  },
});
