/** For tests of CloudFormation types: creates, updates and deletes resources of one stack by hand. */
import type { TestPlatform } from "../../../tests/harness/platform.ts";
import type { ResourceInstance, ResourceProperties, ResourceScope, ResourceType } from "../resource-type.ts";
import type { AsyncScope } from "../scope.ts";
import type { ServiceDefinition } from "../service.ts";

export interface ResourceBench {
  /** Refuses properties that the type does not list, as CloudFormation does. */
  create(logicalId: string, type: string, properties: ResourceProperties): Promise<ResourceInstance>;
  update(logicalId: string, properties: ResourceProperties): Promise<ResourceInstance>;
  delete(logicalId: string): Promise<void>;
}

interface Known {
  readonly type: ResourceType;
  readonly properties: ResourceProperties;
  readonly instance: ResourceInstance;
}

export function resourceBench(cloud: TestPlatform, service: ServiceDefinition): ResourceBench {
  const known = new Map<string, Known>();
  const find = (logicalId: string): Known => {
    const one = known.get(logicalId);
    if (one === undefined) throw new Error(`${logicalId} was not created`);
    return one;
  };
  return {
    async create(logicalId, typeName, properties) {
      const type = service.resources?.find((each) => each.type === typeName);
      if (type === undefined) throw new Error(`${typeName} is no type of the service`);
      const stranger = Object.keys(properties).find((name) => !type.properties.includes(name));
      if (stranger !== undefined) throw new Error(`${typeName} does not act upon ${stranger}`);
      const instance = await type.create(properties, scopeOf(cloud.scope(), logicalId));
      known.set(logicalId, { type, properties, instance });
      return instance;
    },
    async update(logicalId, properties) {
      const { type, properties: previous, instance } = find(logicalId);
      const next = await type.update(instance, { properties, previous }, scopeOf(cloud.scope(), logicalId));
      known.set(logicalId, { type, properties, instance: next });
      return next;
    },
    async delete(logicalId) {
      const { type, properties, instance } = find(logicalId);
      await type.delete(instance, properties, scopeOf(cloud.scope(), logicalId));
    },
  };
}

function scopeOf(at: AsyncScope, logicalId: string): ResourceScope {
  return {
    account: at.account,
    region: at.region,
    cause: at.cause,
    caller: at.caller,
    requestId: at.requestId,
    endpoint: at.endpoint,
    clock: at.clock,
    random: at.random,
    log: at.log,
    blobs: at.blobs,
    ports: at.ports,
    activity: at.activity,
    signal: at.signal,
    isUnwanted: at.isUnwanted,
    read: (body) => at.read(body),
    write: (body) => at.write(body),
    call: (operation, input, as) => at.call(operation, input, as),
    callEach: (operation, calls) => at.callEach(operation, calls),
    local: (key) => at.local(key),
    within: (place) => at.within(place),
    record: (story) => at.record(story),
    recordEach: (story) => at.recordEach(story),
    meter: (usage) => at.meter(usage),
    metric: (datum) => at.metric(datum),
    stackId: `arn:aws:cloudformation:${at.region}:${at.account}:stack/stack/1`,
    stackName: "stack",
    logicalId,
    stackTags: { team: "blue" },
    generatedName: (maximumLength) => `stack-${logicalId}-1`.slice(0, maximumLength),
  };
}
