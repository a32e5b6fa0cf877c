/** The scenarios as tests in TypeScript on the test kit: the same ones are in test_scenarios.py. */
import { LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { SendMessageBatchCommand, SQSClient, StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import {
  expectDeadLettered,
  expectInvoked,
  expectNone,
  expectReceived,
  type DeployedStack,
  type TestCloud,
} from "../../../src/testing/index.ts";

interface Stage {
  readonly cloud: TestCloud;
  readonly outputs: DeployedStack["outputs"];
}

/** By the name that the test in Python has behind `test_`. */
export const SCENARIOS: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async duplicate_delivery({ cloud }) {
    const orders = cloud.queue("Orders");
    cloud.faults.add({ fault: "sqs-duplicate", target: await orders.arn(), count: 1 });
    await orders.send({ id: 1, customer: "ada" });
    await cloud.clock.advance("1m");
    await expectInvoked(cloud.fn("Bill"), undefined, { times: 2, outcome: "returned" });
    await expectReceived(cloud.queue("Ledger"), { id: 1 }, { times: 1 });
  },

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

  async poison_message({ cloud }) {
    await cloud.queue("Orders").send({ id: 1 });
    await cloud.clock.advance("3m");
    await expectDeadLettered(cloud.queue("Orders"), { id: 1 }, { times: 1 });
    await expectInvoked(cloud.fn("Bill"), undefined, { times: 3 });
    await expectNone(cloud.queue("Ledger"));
  },

  async group_blocked({ cloud }) {
    const steps = cloud.queue("Steps");
    await steps.send("a1 blocked", { groupId: "a", deduplicationId: "a1" });
    await steps.send("a2", { groupId: "a", deduplicationId: "a2" });
    await steps.send("b1", { groupId: "b", deduplicationId: "b1" });
    await expectInvoked(cloud.fn("Step"), { Records: [{ body: "b1" }] }, { times: 1 });
    await expectInvoked(cloud.fn("Step"), { Records: [{ body: "a2" }] }, { times: 0 });
    await cloud.clock.advance("2m");
    await expectDeadLettered(steps, "a1 blocked", { times: 1 });
    await expectInvoked(cloud.fn("Step"), { Records: [{ body: "a2" }] }, { times: 1 });
  },

  async deduplication_window({ cloud }) {
    const steps = cloud.queue("Steps");
    await steps.send("first", { groupId: "a", deduplicationId: "one" });
    await cloud.clock.advance("4m");
    await steps.send("within", { groupId: "a", deduplicationId: "one" });
    await expectReceived(steps, undefined, { times: 1 });
    await cloud.clock.advance("2m");
    await steps.send("after", { groupId: "a", deduplicationId: "one" });
    await expectReceived(steps, "after", { times: 1 });
    await expectInvoked(cloud.fn("Step"), undefined, { times: 2, outcome: "returned" });
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
};
