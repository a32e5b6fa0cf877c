/** AWS::Lambda::EventSourceMapping: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html */
import type {
  ResourceInstance,
  ResourceProperties,
  ResourceScope,
  ResourceType,
} from "../../../platform/resource-type.ts";
import { asStack, unlessRefused } from "../../../platform/stack-caller.ts";
import { isOwn, tagsWith } from "../../../platform/stack-tags.ts";
import {
  booleanOf,
  given,
  listOf,
  recordOf,
  tagsWithOptionalValues,
  textOf,
  wholeNumberOf,
} from "../../../platform/template-values.ts";
import {
  Lambda,
  type CreateEventSourceMappingRequest,
  type UpdateEventSourceMappingRequest,
} from "../../../schema/generated/lambda.ts";
import { mappingArn } from "../mapping/mapping-record.ts";
import { supervisor } from "../mapping/mapping-supervisor.ts";
import { retag } from "./retag.ts";

export const eventSourceMappingResource: ResourceType = {
  type: "AWS::Lambda::EventSourceMapping",
  properties: [
    "EventSourceArn",
    "FunctionName",
    "Enabled",
    "BatchSize",
    "MaximumBatchingWindowInSeconds",
    "FunctionResponseTypes",
    "FilterCriteria",
    "ScalingConfig",
    "MetricsConfig",
    "DestinationConfig",
    "ProvisionedPollerConfig",
    "KmsKeyArn",
    "Tags",
  ],
  required: ["FunctionName"],
  replacedBy: ["EventSourceArn"],

  async create(properties, at) {
    const members = {
      EventSourceArn: textOf(properties["EventSourceArn"]),
      FunctionName: textOf(properties["FunctionName"]),
      Tags: tagsWith(tagsWithOptionalValues(properties["Tags"]), at),
    };
    // The operation checks every value again, required ones included.
    const input = { ...given({ ...settingsOf(properties), ...members }) } as unknown as CreateEventSourceMappingRequest;
    let uuid: string | undefined;
    try {
      ({ UUID: uuid } = await at.call(Lambda.CreateEventSourceMapping, input, asStack(at)));
    } catch (error) {
      uuid = await madeBefore(input, at);
      if (uuid === undefined) throw error;
    }
    return settled(uuid ?? "", at);
  },

  async update(instance, { properties }, at) {
    await at.local(supervisor).settled(instance.physicalId);
    const all = {
      Enabled: true,
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: [],
      FilterCriteria: { Filters: [] },
      ScalingConfig: {},
      ProvisionedPollerConfig: {},
      MetricsConfig: { Metrics: [] },
      ...given({ ...settingsOf(properties), FunctionName: textOf(properties["FunctionName"]) }),
      UUID: instance.physicalId,
    };
    // The operation checks every value again.
    await at.call(Lambda.UpdateEventSourceMapping, all as UpdateEventSourceMappingRequest, asStack(at));
    await retag(mappingArn(at, instance.physicalId), properties, at);
    return settled(instance.physicalId, at);
  },

  async delete(instance, _properties, at) {
    const UUID = instance.physicalId;
    await at.local(supervisor).settled(UUID);
    await unlessRefused(["ResourceNotFoundException"], at.call(Lambda.DeleteEventSourceMapping, { UUID }, asStack(at)));
    await at.local(supervisor).settled(UUID);
  },
};

async function settled(uuid: string, at: ResourceScope): Promise<ResourceInstance> {
  await at.local(supervisor).settled(uuid);
  return { physicalId: uuid, attributes: { Id: uuid, EventSourceMappingArn: mappingArn(at, uuid) } };
}

/** The mapping that an interrupted run of this creation made, if there is one. */
async function madeBefore(input: CreateEventSourceMappingRequest, at: ResourceScope): Promise<string | undefined> {
  const { EventSourceArn, FunctionName } = input;
  if (EventSourceArn === undefined) return undefined;
  const { EventSourceMappings: found = [] } = await at.call(
    Lambda.ListEventSourceMappings,
    { EventSourceArn, FunctionName },
    asStack(at),
  );
  for (const { UUID: uuid, EventSourceMappingArn: Resource = "" } of found) {
    const { Tags: tags } = await at.call(Lambda.ListTags, { Resource }, asStack(at));
    if (isOwn(tags, at)) return uuid;
  }
  return undefined;
}

function settingsOf(properties: ResourceProperties): Readonly<Record<string, unknown>> {
  const scaling = recordOf(properties["ScalingConfig"]);
  const pollers = recordOf(properties["ProvisionedPollerConfig"]);
  return {
    Enabled: booleanOf(properties["Enabled"]),
    BatchSize: wholeNumberOf(properties["BatchSize"]),
    MaximumBatchingWindowInSeconds: wholeNumberOf(properties["MaximumBatchingWindowInSeconds"]),
    FunctionResponseTypes: listOf(properties["FunctionResponseTypes"]),
    FilterCriteria: recordOf(properties["FilterCriteria"]),
    ScalingConfig: scaling && given({ MaximumConcurrency: wholeNumberOf(scaling["MaximumConcurrency"]) }),
    MetricsConfig: recordOf(properties["MetricsConfig"]),
    DestinationConfig: recordOf(properties["DestinationConfig"]),
    ProvisionedPollerConfig:
      pollers &&
      given({
        ...pollers,
        MinimumPollers: wholeNumberOf(pollers["MinimumPollers"]),
        MaximumPollers: wholeNumberOf(pollers["MaximumPollers"]),
      }),
    KMSKeyArn: textOf(properties["KmsKeyArn"]),
  };
}
