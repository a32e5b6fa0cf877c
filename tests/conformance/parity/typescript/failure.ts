/** What fails, and what becomes of it: the same scenarios are in python/test_failure.py. */
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { SendMessageBatchCommand, SQSClient, StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import {
  expectDeadLettered,
  expectDrainsWithin,
  expectInvoked,
  expectNone,
  expectReceived,
  type TestCloud,
} from "../../../../src/testing/index.ts";
import type { Scenarios } from "./scenario.ts";

/** What a function may answer for a batch of two, and how many of the two fail by it. */
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
const ANSWERS: readonly (readonly [answer: unknown, failed: number])[] = [
  [undefined, 0],
  [{}, 0],
  [{ batchItemFailures: [] }, 0],
  [{ batchItemFailures: null }, 0],
  ["done", 2],
  [{ batchItemFailures: [{ itemIdentifier: "" }] }, 2],
  [{ batchItemFailures: [{ itemIdentifier: null }] }, 2],
  [{ batchItemFailures: [{ messageId: "misspelt" }] }, 2],
  [{ batchItemFailures: [{ itemIdentifier: "of-another-batch" }] }, 2],
];
const PARCELS = Array.from({ length: 30 }, (_, parcel) => ({ body: `parcel ${parcel}` }));

export const FAILURE: Scenarios = {
  async partial_batch({ cloud, outputs }) {
    const bodies = [{ id: 1, customer: "ada" }, { id: 2 }, { id: 3, customer: "bob" }];
    const Entries = bodies.map((body, index) => ({ Id: `entry-${index}`, MessageBody: JSON.stringify(body) }));
    const sqs = new SQSClient(cloud.clientConfig());
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: outputs["OrdersUrl"], Entries }));
    await cloud.clock.advance("40s");
    await expectReceived(cloud.queue("Ledger"), undefined, { times: 2 });
    await expectNone(cloud.queue("Ledger"), { id: 2 });
    await expectNone(cloud.queue("OrdersFailed"));
  },

  async malformed_partial_response({ cloud }) {
    const jobs = cloud.queue("Jobs");
    for (const [answer, failed] of ANSWERS) {
      await jobs.sendBatch([{ body: { answer } }, { body: { answer } }]);
      await cloud.clock.advance("2s");
      expect([answer, await jobs.depth()]).toEqual([answer, { visible: 0, inFlight: failed, delayed: 0 }]);
      await cloud.clock.advance("2m");
    }
    await expectInvoked(cloud.fn("Work"), undefined, { times: 9, outcome: "returned" });
    await expectDeadLettered(jobs, undefined, { times: 10 });
  },

  async poison_message({ cloud }) {
    await cloud.queue("Orders").send({ id: 1 });
    await cloud.clock.advance("3m");
    await expectDeadLettered(cloud.queue("Orders"), { id: 1 }, { times: 1 });
    await expectInvoked(cloud.fn("Bill"), undefined, { times: 3 });
    await expectNone(cloud.queue("Ledger"));
  },

  async throttle_storm({ cloud }) {
    const { shipped, failed } = await storm(cloud);
    expect(cloud.lineage.find({ kind: "lambda.throttled" }).length).toBeGreaterThan(0);
    expect(failed.length).toBeGreaterThan(0);
    // Nothing is lost; but what was let in late is not done when its message is visible again, and is done twice.
    expect(new Set([...shipped, ...failed]).size).toBe(PARCELS.length);
    expect(shipped.length + failed.length).toBeGreaterThan(PARCELS.length);
  },

  async throttle_storm_with_maximum_concurrency({ cloud }) {
    const lambda = new LambdaClient(cloud.clientConfig());
    const { EventSourceMappings = [] } = await lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: "ship" }),
    );
    const ScalingConfig = { MaximumConcurrency: 2 };
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: EventSourceMappings[0]?.UUID, ScalingConfig }));
    const { shipped, failed } = await storm(cloud);
    expect(cloud.lineage.find({ kind: "lambda.throttled" })).toEqual([]);
    expect([shipped.length, failed.length]).toEqual([PARCELS.length, 0]);
  },

  async redrive_after_a_fix({ cloud, outputs }) {
    await cloud.queue("Orders").send({ id: 1 });
    await cloud.clock.advance("3m");
    await expectDeadLettered(cloud.queue("Orders"), undefined, { times: 1 });
    const lambda = new LambdaClient(cloud.clientConfig());
    const { LEDGER_URL, AWS_MAX_ATTEMPTS } = { LEDGER_URL: await cloud.queue("Ledger").url(), AWS_MAX_ATTEMPTS: "1" };
    const Variables = { LEDGER_URL, AWS_MAX_ATTEMPTS, PLACEHOLDER: "unknown" };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "bill", Environment: { Variables } }));
    const sqs = new SQSClient(cloud.clientConfig());
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: outputs["OrdersFailedArn"] }));
    await cloud.clock.advance("1m");
    await expectReceived(cloud.queue("Ledger"), { id: 1, customer: "unknown" }, { times: 1 });
  },

  async downstream_outage({ cloud, outputs }) {
    const target = outputs["LedgerArn"] ?? "";
    cloud.faults.add({ fault: "error", target, operation: "SendMessage", count: 2 });
    await cloud.queue("Orders").send({ id: 1, customer: "ada" });
    await expectNone(cloud.queue("Ledger"));
    await cloud.clock.advance("2m");
    await expectReceived(cloud.queue("Ledger"), { id: 1 }, { times: 1 });
    await expectInvoked(cloud.fn("Bill"), undefined, { times: 3 });
    await expectNone(cloud.queue("OrdersFailed"));
  },

  async downstream_outage_that_outlasts_the_retries({ cloud, outputs }) {
    cloud.faults.add({ fault: "error", target: outputs["LedgerArn"] ?? "", operation: "SendMessage" });
    await cloud.queue("Orders").send({ id: 1, customer: "ada" });
    await expectDrainsWithin(cloud.queue("Orders"), "2m");
    await expectInvoked(cloud.fn("Bill"), undefined, { times: 3 });
    await expectDeadLettered(cloud.queue("Orders"), { id: 1, customer: "ada" }, { times: 1 });
  },
};

/** Two parcels at a time, ten seconds each, and thirty of them at once. */
async function storm(cloud: TestCloud) {
  cloud.faults.add({ fault: "lambda-delay", target: "*:function:ship", parameters: { milliseconds: 10_000 } });
  await cloud.queue("Parcels").sendBatch(PARCELS);
  await expectDrainsWithin(cloud.queue("Parcels"), "10m");
  const shipped = (await cloud.fn("Ship").invocations()).map(({ result }) => String(result).replace("shipped ", ""));
  const failed = (await cloud.queue("ParcelsFailed").peek()).map(({ body }) => body);
  return { shipped, failed };
}
