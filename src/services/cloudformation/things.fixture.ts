/** A party for tests of stacks: a service whose things remember what was done to them, and fail when they are told to. */
import type { ResourceProperties, ResourceScope, ResourceType } from "../../platform/resource-type.ts";
import type { ServiceDefinition } from "../../platform/service.ts";
import { ServiceError } from "../../platform/service-error.ts";

/** What was asked of the things, in order, such as `create A`. */
export interface Things {
  readonly service: ServiceDefinition;
  readonly asked: string[];
  /** The generated name of each thing that was asked for. */
  readonly names: string[];
  /** Properties by physical id. */
  readonly made: Map<string, ResourceProperties>;
  /** What is asked next of these fails, once: `create A`. */
  readonly failures: Set<string>;
  /** Called before each act, for tests that stop the world in the middle. */
  before: (act: string) => Promise<void>;
}

export function makeThings(): Things {
  const asked: string[] = [];
  const names: string[] = [];
  const made = new Map<string, ResourceProperties>();
  const failures = new Set<string>();
  const things: Things = { service: serviceOf([]), asked, names, made, failures, before: async () => {} };
  const act = async (verb: string, at: ResourceScope): Promise<void> => {
    const name = `${verb} ${at.logicalId}`;
    asked.push(name);
    names.push(at.generatedName(64));
    await things.before(name);
    if (failures.has(name)) throw new ServiceError("InvalidParameterValue", `no ${name}`);
  };
  const thing: ResourceType = {
    type: "Test::Thing::One",
    properties: ["Name", "Value", "Tags", "List", "Fixed"],
    required: [],
    replacedBy: ["Name", "Fixed"],
    async create(properties, at) {
      await act("create", at);
      const physicalId = typeof properties["Name"] === "string" ? properties["Name"] : at.generatedName(64);
      made.set(physicalId, properties);
      return { physicalId, attributes: { Arn: `arn:test:${physicalId}` } };
    },
    async update(instance, { properties }, at) {
      await act("update", at);
      made.set(instance.physicalId, properties);
      return instance;
    },
    async delete(instance, _properties, at) {
      await act("delete", at);
      made.delete(instance.physicalId);
    },
  };
  return Object.assign(things, {
    service: serviceOf([thing, { ...thing, type: "Test::Thing::Strict", required: ["Value"] }]),
  });
}

function serviceOf(resources: readonly ResourceType[]): ServiceDefinition {
  const metadata = {
    name: "things",
    apiVersion: "1",
    serviceId: "Things",
    signingName: "things",
    protocols: ["json"] as const,
  };
  return {
    model: { metadata, operations: {}, shapes: {} },
    operations: [],
    unsupported: [],
    refuse: () => new ServiceError("ValidationError", "refused"),
    resources,
  };
}
