/** What those look at who run a system, and what passes with time: the same scenarios are in python/test_operation.py. */
import {
  DeleteFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "vitest";
import { receivedBy, type TestCloud } from "../../../../src/testing/index.ts";
import type { Scenarios } from "./scenario.ts";

const ALARMS = ["bill-errors", "bill-throttles", "orders-age", "orders-dead"];

export const OPERATION: Scenarios = {
  async alarms({ cloud }) {
    // One call is one try, in whatever language: how often and when an SDK tries again is its own affair.
    const lambda = new LambdaClient({ ...cloud.clientConfig(), maxAttempts: 1 });
    const bill = new InvokeCommand({ FunctionName: "bill", Payload: "{}" });
    const { id } = cloud.faults.add({ fault: "lambda-error" });
    for (let time = 0; time < 5; time++) await lambda.send(bill);
    cloud.faults.remove(id);
    // A reserved concurrency of 0 is Lambda's emergency stop: calls are throttled, and messages wait in their queues.
    const stop = { FunctionName: "bill", ReservedConcurrentExecutions: 0 };
    await lambda.send(new PutFunctionConcurrencyCommand(stop));
    await expect(lambda.send(bill)).rejects.toThrow("Rate Exceeded");
    await cloud.queue("OrdersFailed").send("a dead letter");
    await cloud.queue("Orders").send({ id: 1, customer: "ada" });
    await cloud.clock.advance("6m");
    expect(await toldOf(cloud, "ALARM")).toEqual(ALARMS);

    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: "bill" }));
    await cloud.clock.advance("1m");
    await cloud.queue("OrdersFailed").purge();
    await cloud.clock.advance("6m");
    for (const name of ALARMS) expect([name, (await cloud.alarm(name).state()).state]).toEqual([name, "OK"]);
  },

  async delay_and_expiry({ cloud }) {
    const reports = cloud.queue("Reports");
    await reports.send("report of January");
    await cloud.clock.advance("14m59s");
    expect(await reports.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 1 });
    await cloud.clock.advance("1s");
    expect(await reports.depth()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
    // The clock of its retention began when it was sent, not when it could first be received.
    await cloud.clock.advance("45m");
    expect(await reports.depth()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
    await cloud.clock.advance("1m");
    expect(await reports.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    // Nobody is told; only its story says so.
    expect(cloud.lineage.find({ kind: "sqs.message", resource: await reports.arn() }).at(-1)).toMatchObject({
      outcome: "expired",
      reason: "It was in the queue for longer than 3600 seconds.",
    });
  },

  async age_in_the_dead_letter_queue({ cloud }) {
    const [reports, failed] = [cloud.queue("Reports"), cloud.queue("ReportsFailed")];
    await reports.send("report of January");
    await cloud.clock.advance("45m");
    expect(await reports.receive({ visibilityTimeoutSeconds: 30 })).toHaveLength(1);
    await cloud.clock.advance("1m");
    expect(await reports.receive()).toEqual([]);
    expect(await failed.depth()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
    // Three quarters of its time were over: so the retention of a dead-letter queue must be the longer one.
    await cloud.clock.advance("15m");
    expect(await failed.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  },
};

/** The alarms of which the queue was told that they are in a state: each once, by name. */
async function toldOf(cloud: TestCloud, state: string): Promise<readonly string[]> {
  const told = (await receivedBy(cloud.queue("Told"))).map(({ body }) => {
    // So says CloudWatch.
    return JSON.parse(body) as { AlarmName: string; NewStateValue: string };
  });
  return [...new Set(told.filter((each) => each.NewStateValue === state).map(({ AlarmName }) => AlarmName))].toSorted();
}
