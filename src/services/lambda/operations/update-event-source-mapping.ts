/** UpdateEventSourceMapping: what is left out stays as it is; batches in hand are finished with the settings before. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { mappingInUse, mappingMissing } from "../errors.ts";
import { mappings } from "../keyspaces.ts";
import { checkQueue, mappedFunction } from "../mapping/check-source.ts";
import { isBusy, mappingArn, mappingConfiguration, type MappingState } from "../mapping/mapping-record.ts";
import { supervisor } from "../mapping/mapping-supervisor.ts";
import { settingsOf } from "../mapping/settings.ts";

export const updateEventSourceMapping = operation.stream(Lambda.UpdateEventSourceMapping, {
  honours: [
    "UUID",
    "FunctionName",
    "Enabled",
    "BatchSize",
    "FilterCriteria",
    "KMSKeyArn",
    "MetricsConfig",
    "ScalingConfig",
    "MaximumBatchingWindowInSeconds",
    "DestinationConfig",
    "FunctionResponseTypes",
    "ProvisionedPollerConfig",
  ],
  on: (input, place) => mappingArn(place, input.UUID),
  async run(input, at) {
    const key = [at.account, at.region, input.UUID] as const;
    const before = at.read((read) => mappings.get(read.tx, key));
    if (before === undefined) throw mappingMissing();
    const target = input.FunctionName === undefined ? before : mappedFunction(input.FunctionName, at);
    // The queue's visibility timeout is only compared when the request names a function.
    if ("record" in target) await checkQueue(before.queueArn, target.record, at);
    return at.write((write) => {
      const stored = mappings.get(write.tx, key);
      if (stored === undefined) throw mappingMissing();
      if (isBusy(stored.state)) throw mappingInUse();
      const { functionName, functionQualifier } = target;
      const settings = settingsOf(input, { functionName, functionQualifier, queueArn: stored.queueArn }, stored);
      const { maximumConcurrency: _, provisionedPollers: __, ...kept } = stored;
      const changed = {
        ...kept,
        ...settings,
        state: transientState(stored.isEnabled, settings.isEnabled),
        lastModified: write.now,
      };
      mappings.put(write.tx, key, changed);
      write.after(() => write.local(supervisor).changed(key));
      return mappingConfiguration(changed);
    });
  },
});

function transientState(wasEnabled: boolean, isEnabled: boolean): MappingState {
  if (wasEnabled === isEnabled) return "Updating";
  return isEnabled ? "Enabling" : "Disabling";
}
