/** Subscription filters: what is put goes on to a function, chosen by a pattern, in order, and until it arrives. */
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import { DAY_MILLISECONDS, MINUTE_MILLISECONDS } from "../../kernel/durations.ts";
import type { Caller } from "../../platform/caller.ts";
import { operation } from "../../platform/operation.ts";
import type { ResourceScope } from "../../platform/resource-type.ts";
import { defineService } from "../../platform/service.ts";
import { ServiceError } from "../../platform/service-error.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { Logs } from "../../schema/generated/logs.ts";
import { logs } from "./service.ts";
import { subscriptionFilterResource } from "./subscription-filter-resource.ts";

const group = { logGroupName: "app" };
const arn = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
const filter = { ...group, filterName: "errors", filterPattern: "ERROR", destinationArn: arn("watcher") };

interface Document {
  readonly logStream: string;
  readonly logEvents: readonly { readonly id: string; readonly message: string }[];
}

let cloud: TestPlatform;
let invoked: { readonly document: Document; readonly type: string | undefined; readonly caller: Caller }[];
let failure: ServiceError | undefined;

/** Functions that keep what they are given, and refuse while `failure` says so; the one called `missing` is not there. */
const functions = defineService({
  model: Lambda.model,
  operations: [
    operation.stream(Lambda.Invoke, {
      honours: ["FunctionName", "InvocationType", "Payload"],
      on: (input) => input.FunctionName,
      async run(input, at) {
        if (input.FunctionName.endsWith(":missing")) throw new ServiceError("ResourceNotFoundException", "none");
        if (input.InvocationType === "DryRun") return { StatusCode: 204 };
        if (failure !== undefined) throw failure;
        const { awslogs } = JSON.parse(Buffer.from(input.Payload ?? []).toString()) as { awslogs: { data: string } };
        const document = JSON.parse(gunzipSync(Buffer.from(awslogs.data, "base64")).toString()) as Document;
        invoked.push({ document, type: input.InvocationType, caller: at.caller });
        return { StatusCode: 202 };
      },
    }),
  ],
  unsupported: [],
  refuse: () => new ServiceError("ValidationException", "bad input"),
});

const put = (messages: readonly string[], stream = "s"): Promise<unknown> =>
  cloud.call(Logs.PutLogEvents, {
    ...group,
    logStreamName: stream,
    logEvents: messages.map((message) => ({ timestamp: cloud.now(), message })),
  });
const forwarded = (): readonly string[] =>
  invoked.flatMap(({ document }) => document.logEvents.map((event) => event.message));
const throttle = (): ServiceError => new ServiceError("TooManyRequestsException", "slow down", { retryable: true });

async function figures(name: string): Promise<readonly number[]> {
  await cloud.advance(MINUTE_MILLISECONDS);
  const found = cloud.metrics().filter((batch) => batch.name === name && batch.dimensions["FilterName"] === "errors");
  return found.map((batch) => batch.minute);
}

beforeEach(async () => {
  invoked = [];
  failure = undefined;
  cloud = await startTestPlatform({ services: [logs, functions] });
  await cloud.call(Logs.CreateLogGroup, group);
  for (const logStreamName of ["s", "t"]) await cloud.call(Logs.CreateLogStream, { ...group, logStreamName });
});
afterEach(() => cloud.stop());

describe("a subscription filter", () => {
  it("sends what its pattern chooses, as AWS writes it, and nothing that came before", async () => {
    await put(["ERROR before"]);
    await cloud.call(Logs.PutSubscriptionFilter, filter);
    await put(["ERROR one", "fine", "ERROR two"]);
    await cloud.settle();
    const { events = [] } = await cloud.call(Logs.FilterLogEvents, { ...group, filterPattern: "ERROR" });
    expect(invoked.map(({ document }) => document)).toEqual([
      {
        messageType: "DATA_MESSAGE",
        owner: "000000000000",
        logGroup: "app",
        logStream: "s",
        subscriptionFilters: ["errors"],
        logEvents: events.slice(1).map(({ eventId: id, timestamp, message }) => ({ id, timestamp, message })),
      },
    ]);
    expect(invoked[0]).toMatchObject({
      type: "Event",
      caller: { principal: "logs.amazonaws.com", sourceArn: "arn:aws:logs:us-east-1:000000000000:log-group:app:*" },
    });
    expect(await figures("ForwardedLogEvents")).toHaveLength(1);
    expect(await figures("ForwardedBytes")).toHaveLength(1);
  });

  it("waits for a destination that throttles, across a restart and in the order of the stream", async () => {
    await cloud.call(Logs.PutSubscriptionFilter, { ...filter, filterPattern: "" });
    failure = throttle();
    await put(["first"]);
    await put(["second"]);
    await cloud.settle();
    await cloud.restart();
    failure = undefined;
    await cloud.advance(MINUTE_MILLISECONDS);
    expect(forwarded()).toEqual(["first", "second"]);
    expect(await figures("DeliveryThrottling")).not.toEqual([]);
  });

  it("gives up after a day, and at once on what is refused for good", async () => {
    await cloud.call(Logs.PutSubscriptionFilter, filter);
    failure = throttle();
    await put(["ERROR late"]);
    await cloud.advance(DAY_MILLISECONDS + 10 * MINUTE_MILLISECONDS);
    failure = new ServiceError("AccessDeniedException", "no");
    await put(["ERROR refused"], "t");
    await cloud.settle();
    failure = undefined;
    await cloud.advance(MINUTE_MILLISECONDS);
    expect(forwarded()).toEqual([]);
    expect(cloud.lineage().filter((each) => each.kind === "logs.forward" && each.outcome === "failed")).toHaveLength(2);
    expect(await figures("DeliveryErrors")).toHaveLength(2);
  });

  it("that is deleted sends no more, and neither does one of a group that was made again", async () => {
    await cloud.call(Logs.PutSubscriptionFilter, filter);
    failure = throttle();
    await put(["ERROR waits"]);
    await cloud.settle();
    await cloud.call(Logs.DeleteSubscriptionFilter, { ...group, filterName: "errors" });
    failure = undefined;
    await cloud.advance(MINUTE_MILLISECONDS);
    await cloud.call(Logs.PutSubscriptionFilter, filter);
    await cloud.call(Logs.DeleteLogGroup, group);
    await cloud.call(Logs.CreateLogGroup, group);
    await cloud.call(Logs.CreateLogStream, { ...group, logStreamName: "s" });
    await put(["ERROR again"]);
    await cloud.settle();
    expect(forwarded()).toEqual([]);
    expect((await cloud.call(Logs.DescribeSubscriptionFilters, group)).subscriptionFilters).toEqual([]);
  });

  it("splits what is too much for one event", async () => {
    await cloud.call(Logs.PutSubscriptionFilter, { ...filter, filterPattern: "" });
    await put(Array.from({ length: 4 }, (_, index) => String(index).repeat(240_000)));
    await cloud.settle();
    expect(invoked.map(({ document }) => document.logEvents.map((event) => event.message[0]))).toEqual([
      ["0", "1"],
      ["2", "3"],
    ]);
  });

  it("is one of two at most, is shown, and is replaced by its name", async () => {
    await cloud.call(Logs.PutSubscriptionFilter, filter);
    const createdAt = cloud.now();
    await cloud.advance(1000);
    await cloud.call(Logs.PutSubscriptionFilter, { ...filter, filterName: "all", filterPattern: "" });
    await cloud.call(Logs.PutSubscriptionFilter, { ...filter, filterPattern: "FATAL", distribution: "ByLogStream" });
    const third = cloud.call(Logs.PutSubscriptionFilter, { ...filter, filterName: "third" });
    await expect(third).rejects.toMatchObject({ code: "LimitExceededException", message: "Resource limit exceeded." });
    const first = await cloud.call(Logs.DescribeSubscriptionFilters, { ...group, limit: 1 });
    expect(first.subscriptionFilters).toMatchObject([{ filterName: "all" }]);
    const second = await cloud.call(Logs.DescribeSubscriptionFilters, { ...group, nextToken: first.nextToken });
    expect(second).toEqual({
      subscriptionFilters: [
        {
          filterName: "errors",
          logGroupName: "app",
          filterPattern: "FATAL",
          destinationArn: arn("watcher"),
          distribution: "ByLogStream",
          applyOnTransformedLogs: false,
          creationTime: createdAt,
        },
      ],
    });
    const named = await cloud.call(Logs.DescribeSubscriptionFilters, { ...group, filterNamePrefix: "a" });
    expect(named.subscriptionFilters).toHaveLength(1);
  });

  it("of a stack is made, changed and removed", async () => {
    const scope: ResourceScope = Object.assign(cloud.scope(), {
      stackId: "arn:aws:cloudformation:us-east-1:000000000000:stack/quiz/1",
      stackName: "quiz",
      logicalId: "Filter",
      stackTags: {},
      generatedName: () => "quiz-Filter-1",
    });
    const properties = { LogGroupName: "app", FilterPattern: "ERROR", DestinationArn: arn("watcher") };
    const made = await subscriptionFilterResource.create(properties, scope);
    expect(made).toEqual({ physicalId: "quiz-Filter-1", attributes: {} });
    const changed = { ...properties, FilterPattern: "" };
    await subscriptionFilterResource.update(made, { properties: changed, previous: properties }, scope);
    const { subscriptionFilters } = await cloud.call(Logs.DescribeSubscriptionFilters, group);
    expect(subscriptionFilters).toMatchObject([{ filterName: "quiz-Filter-1", filterPattern: "" }]);
    await subscriptionFilterResource.delete(made, changed, scope);
    await subscriptionFilterResource.delete(made, changed, scope);
    expect((await cloud.call(Logs.DescribeSubscriptionFilters, group)).subscriptionFilters).toEqual([]);
  });
});

describe("PutSubscriptionFilter refuses", () => {
  const invalid = "InvalidParameterException";
  const kinesis = "arn:aws:kinesis:us-east-1:000000000000:stream/s";

  it.each<[string, object, string, (string | RegExp)?]>([
    ["a group that is not there", { logGroupName: "none" }, "ResourceNotFoundException"],
    ["a pattern that is none", { filterPattern: "{ $.a" }, invalid, "Invalid filter pattern"],
    ["a name with a colon", { filterName: "a:b" }, invalid],
    ["what is no ARN", { destinationArn: "watcher" }, invalid, "Invalid destination ARN: watcher"],
    ["an ARN of something else", { destinationArn: "arn:aws:sqs:us-east-1:000000000000:q" }, invalid],
    ["a layer", { destinationArn: "arn:aws:lambda:us-east-1:000000000000:layer:l:1" }, invalid],
    ["a function that is not there", { destinationArn: arn("missing") }, invalid, /^Could not execute the lambda/],
    [
      "a function elsewhere",
      { destinationArn: arn("watcher").replace("us-east-1", "eu-west-1") },
      invalid,
      /^Could not execute the lambda/,
    ],
    [
      "a function of another account",
      { destinationArn: arn("watcher").replace("000000000000", "111111111111") },
      "AccessDeniedException",
      /^Cross-account/,
    ],
    ["a role for a function", { roleArn: "arn:aws:iam::000000000000:role/r" }, invalid, /cannot be used with roleArn$/],
    ["a Kinesis stream", { destinationArn: kinesis }, "NotImplemented", /Kinesis/],
    [
      "a Firehose stream",
      { destinationArn: "arn:aws:firehose:us-east-1:000000000000:deliverystream/d" },
      "NotImplemented",
      /Firehose/,
    ],
    [
      "a logical destination",
      { destinationArn: "arn:aws:logs:us-east-1:000000000000:destination:d" },
      "NotImplemented",
      /logical destinations/,
    ],
    ["a random distribution", { distribution: "Random" }, "NotImplemented", /Random/],
    ["system fields", { emitSystemFields: ["@aws.account"] }, "NotImplemented", /emitSystemFields/],
  ])("%s", async (_, members, code, message) => {
    const refusal = cloud.callUnchecked(Logs.PutSubscriptionFilter, { ...filter, ...members });
    const matching = message instanceof RegExp ? (expect.stringMatching(message) as string) : message;
    await expect(refusal).rejects.toMatchObject({ code, ...(matching === undefined ? {} : { message: matching }) });
  });

  it("the function that writes the group, and a filter or token that is none", async () => {
    await cloud.call(Logs.CreateLogGroup, { logGroupName: "/aws/lambda/watcher" });
    const own = cloud.call(Logs.PutSubscriptionFilter, { ...filter, logGroupName: "/aws/lambda/watcher" });
    await expect(own).rejects.toMatchObject({
      code: invalid,
      message: "The log group provided is reserved for the function logs of the destination function.",
    });
    const deletion = cloud.call(Logs.DeleteSubscriptionFilter, { ...group, filterName: "none" });
    await expect(deletion).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    const page = cloud.call(Logs.DescribeSubscriptionFilters, { ...group, nextToken: "nonsense" });
    await expect(page).rejects.toMatchObject({ code: invalid, message: "The specified nextToken is invalid." });
  });
});
