/** Every member of an event source mapping, on every way in: acted upon or refused by name, and never one here, one there. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ResourceScope } from "../../platform/resource-type.ts";
import type { ServiceError } from "../../platform/service-error.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { sqs } from "../sqs/service.ts";
import { startLambdaCloud, type LambdaCloud } from "./lambda-cloud.contract.ts";
import { mappings } from "./keyspaces.ts";
import { eventSourceMappingResource as resource } from "./resources/event-source-mapping-resource.ts";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:work";
const INVALID = "InvalidParameterValueException";
const filters = (...patterns: readonly string[]): object => ({ Filters: patterns.map((Pattern) => ({ Pattern })) });

/** A value of a member, and what GetEventSourceMapping shows of it. */
const HONOURED: readonly (readonly [member: string, value: unknown, shown?: object])[] = [
  ["Enabled", false, { State: "Disabled" }],
  ["BatchSize", 7, { BatchSize: 7 }],
  ["MaximumBatchingWindowInSeconds", 9, { MaximumBatchingWindowInSeconds: 9 }],
  ["FunctionResponseTypes", ["ReportBatchItemFailures"], { FunctionResponseTypes: ["ReportBatchItemFailures"] }],
  ["FilterCriteria", filters('{"body":["a"]}'), { FilterCriteria: filters('{"body":["a"]}') }],
  ["ScalingConfig", { MaximumConcurrency: 1000 }, { ScalingConfig: { MaximumConcurrency: 1000 } }],
  ["MetricsConfig", { Metrics: ["EventCount"] }, { MetricsConfig: { Metrics: ["EventCount"] } }],
  [
    "ProvisionedPollerConfig",
    { MinimumPollers: 3 },
    { ProvisionedPollerConfig: { MinimumPollers: 3, MaximumPollers: 200 } },
  ],
  [
    "ProvisionedPollerConfig",
    { MaximumPollers: 10_000 },
    { ProvisionedPollerConfig: { MinimumPollers: 2, MaximumPollers: 10_000 } },
  ],
];

/** What says nothing new, and is therefore taken. */
const EMPTY: readonly (readonly [member: string, value: unknown])[] = [
  ["FilterCriteria", { Filters: [] }],
  ["ScalingConfig", {}],
  ["MetricsConfig", { Metrics: [] }],
  ["DestinationConfig", {}],
  ["ProvisionedPollerConfig", {}],
  ["FunctionResponseTypes", []],
];

/** What is refused, and the answer. */
const REFUSED: readonly (readonly [member: string, value: unknown, code: string, sentence: string])[] = [
  ["BatchSize", 0, "ValidationException", "greater than or equal to 1"],
  ["BatchSize", 10_001, "ValidationException", "less than or equal to 10000"],
  ["BatchSize", 11, INVALID, "Maximum batch window in seconds must be greater than 0"],
  ["MaximumBatchingWindowInSeconds", -1, "ValidationException", "greater than or equal to 0"],
  ["MaximumBatchingWindowInSeconds", 301, "ValidationException", "less than or equal to 300"],
  ["FunctionResponseTypes", ["Other"], "ValidationException", "ReportBatchItemFailures"],
  ["ScalingConfig", { MaximumConcurrency: 1 }, "ValidationException", "greater than or equal to 2"],
  ["ScalingConfig", { MaximumConcurrency: 1001 }, "ValidationException", "less than or equal to 1000"],
  ["FilterCriteria", filters("{}"), INVALID, "Invalid filter pattern definition."],
  ["FilterCriteria", filters(`{"body":["${"x".repeat(4096)}"]}`), "ValidationException", "4096"],
  ["FilterCriteria", filters(...Array<string>(6).fill('{"body":["a"]}')), INVALID, "exceeds the limit of 5"],
  ["FilterCriteria", filters('{"attributes":["a"]}'), "NotImplemented", "filter patterns on attributes"],
  ["MetricsConfig", { Metrics: ["ErrorCount"] }, "NotImplemented", "MetricsConfig ErrorCount"],
  ["MetricsConfig", { Metrics: ["KafkaMetrics"] }, "NotImplemented", "MetricsConfig KafkaMetrics"],
  ["DestinationConfig", { OnFailure: { Destination: QUEUE } }, INVALID, "Unsupported DestinationConfig parameter"],
  ["KMSKeyArn", "arn:aws:kms:us-east-1:000000000000:key/1", "NotImplemented", "KMSKeyArn"],
  ["ProvisionedPollerConfig", { MinimumPollers: 1 }, INVALID, "MinimumPollers must be between 2 and 200"],
  ["ProvisionedPollerConfig", { MinimumPollers: 201 }, "ValidationException", "less than or equal to 200"],
  ["ProvisionedPollerConfig", { MaximumPollers: 1 }, INVALID, "MaximumPollers must be between 2 and 10000"],
  ["ProvisionedPollerConfig", { MaximumPollers: 10_001 }, "ValidationException", "less than or equal to 10000"],
  [
    "ProvisionedPollerConfig",
    { MinimumPollers: 9, MaximumPollers: 8 },
    INVALID,
    "less than or equal to MaximumPollers",
  ],
  ["ProvisionedPollerConfig", { PollerGroupName: "g" }, "NotImplemented", "PollerGroupName"],
];

/** Members that only streams and brokers have: refused by name, whatever they say. */
const OF_OTHER_SOURCES: readonly (readonly [member: string, value: unknown])[] = [
  ["LoggingConfig", { SystemLogLevel: "INFO" }],
  ["ParallelizationFactor", 2],
  ["StartingPosition", "LATEST"],
  ["StartingPositionTimestamp", 1],
  ["MaximumRecordAgeInSeconds", 60],
  ["BisectBatchOnFunctionError", true],
  ["MaximumRetryAttempts", 1],
  ["TumblingWindowInSeconds", 1],
  ["Topics", ["topic"]],
  ["Queues", ["queue"]],
  ["SourceAccessConfigurations", [{ Type: "BASIC_AUTH", URI: "u" }]],
  ["AmazonManagedKafkaEventSourceConfig", { ConsumerGroupId: "g" }],
  ["SelfManagedKafkaEventSourceConfig", { ConsumerGroupId: "g" }],
  ["DocumentDBEventSourceConfig", { DatabaseName: "d" }],
  ["SelfManagedEventSource", { Endpoints: { KAFKA_BOOTSTRAP_SERVERS: ["h:1"] } }],
];

/** Tested elsewhere, since without them there is no mapping, and tags are no setting. */
const IDENTITY = ["EventSourceArn", "FunctionName", "Tags", "UUID"];

let cloud: LambdaCloud;
let at: ResourceScope;

beforeAll(async () => {
  cloud = await startLambdaCloud({ services: [sqs] });
  await cloud.call(SQS.CreateQueue, { QueueName: "work" });
  await cloud.deploy("worker", () => null);
  at = Object.assign(cloud.scope(), {
    stackId: "arn:aws:cloudformation:us-east-1:000000000000:stack/demo/1",
    stackName: "demo",
    logicalId: "Mapping",
    stackTags: {},
    generatedName: () => "demo",
  });
});
afterEach(removeAll);
afterAll(() => cloud.stop());

const BASE = { FunctionName: "worker", EventSourceArn: QUEUE };
/** CloudFormation has its own spelling of one member. */
const property = (member: string): string => (member === "KMSKeyArn" ? "KmsKeyArn" : member);
const stored = (): readonly unknown[] =>
  cloud.scope().read((read) => [...mappings.range(read.tx, [])].map(({ value }) => value));

/** The ways in: each gives a mapping its settings and answers with its id. */
const WAYS = {
  async CreateEventSourceMapping(settings: object): Promise<string> {
    const made = await cloud.callUnchecked(Lambda.CreateEventSourceMapping, { ...BASE, ...settings });
    return (made as { readonly UUID: string }).UUID;
  },
  async UpdateEventSourceMapping(settings: object): Promise<string> {
    const UUID = await existing();
    await cloud.callUnchecked(Lambda.UpdateEventSourceMapping, { UUID, ...settings });
    return UUID;
  },
  async "a stack that creates"(settings: object): Promise<string> {
    return (await resource.create({ ...BASE, ...asProperties(settings) }, at)).physicalId;
  },
  async "a stack that updates"(settings: object): Promise<string> {
    const physicalId = await existing();
    const properties = { ...BASE, ...asProperties(settings) };
    await resource.update({ physicalId, attributes: {} }, { properties, previous: BASE }, at);
    return physicalId;
  },
};
type Way = keyof typeof WAYS;
const ways = Object.keys(WAYS) as readonly Way[];
const onEveryWay = <Case extends readonly unknown[]>(cases: readonly Case[]): readonly [Way, ...Case][] =>
  ways.flatMap((way) => cases.map((each): [Way, ...Case] => [way, ...each]));

function asProperties(settings: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(settings).map(([member, value]) => [property(member), value]));
}

async function existing(): Promise<string> {
  const { UUID = "" } = await cloud.call(Lambda.CreateEventSourceMapping, BASE);
  await cloud.settle();
  return UUID;
}

async function removeAll(): Promise<void> {
  await cloud.settle();
  for (const { UUID = "" } of (await cloud.call(Lambda.ListEventSourceMappings, {})).EventSourceMappings ?? []) {
    await cloud.call(Lambda.DeleteEventSourceMapping, { UUID });
  }
  await cloud.settle();
}

describe("a member of an event source mapping", () => {
  it("is in one of these tables", () => {
    const tables = [HONOURED, EMPTY, REFUSED, OF_OTHER_SOURCES].flat().map(([member]) => member);
    for (const operation of ["Create", "Update"]) {
      const shape = Lambda.model.shapes[`${operation}EventSourceMappingRequest`];
      const members = shape?.type === "structure" ? Object.keys(shape.members) : [];
      expect(members.length).toBeGreaterThan(10);
      expect([...tables, ...IDENTITY]).toEqual(expect.arrayContaining(members));
    }
  });

  it.each(onEveryWay(HONOURED))("by %s: %s %j is kept and shown", async (way, member, value, shown) => {
    const UUID = await WAYS[way]({ [member]: value });
    await cloud.settle();
    const found = await cloud.call(Lambda.GetEventSourceMapping, { UUID });
    expect(found).toMatchObject({ State: "Enabled", ...shown });
  });

  it.each(onEveryWay(EMPTY))("by %s: %s %j asks for nothing", async (way, member, value) => {
    const UUID = await WAYS[way]({ [member]: value });
    await cloud.settle();
    const found = await cloud.call(Lambda.GetEventSourceMapping, { UUID });
    expect(found).toMatchObject({ State: "Enabled", BatchSize: 10, FunctionResponseTypes: [] });
    for (const absent of ["FilterCriteria", "ScalingConfig", "MetricsConfig", "ProvisionedPollerConfig"]) {
      expect(found).not.toHaveProperty(absent);
    }
  });

  it.each(onEveryWay(REFUSED))(
    "by %s: %s %j is refused, and nothing changes",
    async (way, member, value, code, sentence) => {
      const isUpdate = way === "UpdateEventSourceMapping" || way === "a stack that updates";
      const answer = (await WAYS[way]({ [member]: value }).catch((error: unknown) => error)) as ServiceError;
      expect(answer).toMatchObject({ code, message: expect.stringContaining(sentence) });
      const [mapping, ...more] = stored();
      expect(more).toEqual([]);
      if (isUpdate) expect(mapping).toMatchObject({ state: "Enabled", batchSize: 10, windowSeconds: 0, filters: [] });
      else expect(mapping).toBeUndefined();
    },
  );

  it.each(OF_OTHER_SOURCES)("%s is refused by name where there are queues alone", async (member, value) => {
    const creation = WAYS.CreateEventSourceMapping({ [member]: value });
    await expect(creation).rejects.toMatchObject({ code: "NotImplemented", message: expect.stringContaining(member) });
    expect(stored()).toEqual([]);
    expect(resource.properties).not.toContain(member);
  });

  it.each([...HONOURED, ...EMPTY, ...REFUSED].map(([member]) => member))("%s is a property of the type", (member) => {
    expect(resource.properties).toContain(property(member));
  });

  it("ends provisioned mode with an empty object, and does not mix it with MaximumConcurrency", async () => {
    const UUID = await WAYS.CreateEventSourceMapping({ ProvisionedPollerConfig: { MinimumPollers: 2 } });
    await cloud.settle();
    const mixed = cloud.call(Lambda.UpdateEventSourceMapping, { UUID, ScalingConfig: { MaximumConcurrency: 5 } });
    await expect(mixed).rejects.toMatchObject({ message: expect.stringMatching(/^Provisioned mode for SQS ESM does/) });
    const change = { UUID, ScalingConfig: { MaximumConcurrency: 5 }, ProvisionedPollerConfig: {} };
    await cloud.call(Lambda.UpdateEventSourceMapping, change);
    await cloud.settle();
    const found = await cloud.call(Lambda.GetEventSourceMapping, { UUID });
    expect(found).toMatchObject({ ScalingConfig: { MaximumConcurrency: 5 } });
    expect(found).not.toHaveProperty("ProvisionedPollerConfig");
  });
});

describe("the other operations of event source mappings", () => {
  const UUID = "00000000-0000-4000-8000-000000000000";
  it.each([
    [
      "GetEventSourceMapping",
      Lambda.GetEventSourceMapping,
      { UUID },
      "ResourceNotFoundException",
      "The resource you requested does not exist.",
    ],
    [
      "UpdateEventSourceMapping",
      Lambda.UpdateEventSourceMapping,
      { UUID },
      "ResourceNotFoundException",
      "The resource you requested does not",
    ],
    [
      "DeleteEventSourceMapping",
      Lambda.DeleteEventSourceMapping,
      { UUID },
      "ResourceNotFoundException",
      "The resource you requested does not",
    ],
    [
      "CreateEventSourceMapping",
      Lambda.CreateEventSourceMapping,
      { EventSourceArn: QUEUE },
      "ValidationException",
      "'functionName'",
    ],
    [
      "CreateEventSourceMapping",
      Lambda.CreateEventSourceMapping,
      { FunctionName: "worker" },
      INVALID,
      "Unrecognized event source.",
    ],
    [
      "CreateEventSourceMapping",
      Lambda.CreateEventSourceMapping,
      { ...BASE, EventSourceArn: "x" },
      "ValidationException",
      "'eventSourceArn'",
    ],
    [
      "CreateEventSourceMapping",
      Lambda.CreateEventSourceMapping,
      { ...BASE, FunctionName: "a b" },
      "ValidationException",
      "'functionName'",
    ],
    ["CreateEventSourceMapping", Lambda.CreateEventSourceMapping, { ...BASE, Tags: { "aws:x": "1" } }, INVALID, "aws:"],
    [
      "ListEventSourceMappings",
      Lambda.ListEventSourceMappings,
      { MaxItems: 0 },
      "ValidationException",
      "greater than or equal to 1",
    ],
  ] as const)("%s refuses %j", async (_name, operation, input, code, sentence) => {
    const answer = cloud.callUnchecked(operation, input);
    await expect(answer).rejects.toMatchObject({ code, message: expect.stringContaining(sentence) });
    expect(stored()).toEqual([]);
  });

  it("refuse a change while another is carried out", async () => {
    let finish: () => void = () => {};
    const begun = new Promise<void>((begin) => {
      cloud.runtime.handlers.set("worker", () => {
        begin();
        return new Promise<void>((resolve) => (finish = resolve));
      });
    });
    const made = await existing();
    const QueueUrl = "http://127.0.0.1:4566/000000000000/work";
    await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: "in hand" });
    await begun;
    // The change waits for the batch in hand.
    const change = await cloud.call(Lambda.UpdateEventSourceMapping, { UUID: made, Enabled: false });
    expect(change.State).toBe("Disabling");
    const busy = { code: "ResourceInUseException", message: expect.stringContaining("it is in use") };
    await expect(cloud.call(Lambda.UpdateEventSourceMapping, { UUID: made, BatchSize: 1 })).rejects.toMatchObject(busy);
    await expect(cloud.call(Lambda.DeleteEventSourceMapping, { UUID: made })).rejects.toMatchObject(busy);
    finish();
    await cloud.settle();
    const found = await cloud.call(Lambda.GetEventSourceMapping, { UUID: made });
    expect(found).toMatchObject({ State: "Disabled", BatchSize: 10 });
  });
});
