/** What comes twice, by whatever way, must have its effect once: the same scenarios are in python/test_repetition.py. */
import { CreateEventSourceMappingCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateQueueCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import {
  type ApiResponse,
  expectDeadLettered,
  expectInvoked,
  expectNone,
  expectReceived,
  type TestCloud,
} from "../../../../src/testing/index.ts";
import type { Scenarios } from "./scenario.ts";

/** Shipping is done 15 seconds after the message was received. */
const SLOW = { fault: "lambda-delay", target: "*:function:ship", parameters: { milliseconds: 15_000 } } as const;

export const REPETITION: Scenarios = {
  async duplicate_delivery({ cloud }) {
    const orders = cloud.queue("Orders");
    cloud.faults.add({ fault: "sqs-duplicate", target: await orders.arn(), count: 1 });
    await orders.send({ id: 1, customer: "ada" });
    await cloud.clock.advance("1m");
    await expectInvoked(cloud.fn("Bill"), undefined, { times: 2, outcome: "returned" });
    await expectReceived(cloud.queue("Ledger"), { id: 1 }, { times: 1 });
  },

  async crash_after_the_side_effect({ cloud }) {
    cloud.faults.add({ fault: "lambda-crash", target: "*:function:bill", count: 1 });
    await cloud.queue("Orders").send({ id: 1, customer: "ada" });
    await expectInvoked(cloud.fn("Bill"), undefined, { times: 1 });
    await expectReceived(cloud.queue("Ledger"), { id: 1 }, { times: 1 });
    await cloud.clock.advance("1m");
    await expectInvoked(cloud.fn("Bill"), undefined, { times: 2 });
    await expectReceived(cloud.queue("Ledger"), { id: 1 }, { times: 1 });
  },

  async visibility_shorter_than_the_handler({ cloud, outputs }) {
    // It cannot be deployed so: Lambda refuses a queue that hides messages for less than the function's timeout.
    const sqs = new SQSClient(cloud.clientConfig());
    const hasty = { VisibilityTimeout: "10" };
    await sqs.send(new CreateQueueCommand({ QueueName: "hasty", Attributes: hasty }));
    const EventSourceArn = await cloud.queue("hasty").arn();
    const mapping = new CreateEventSourceMappingCommand({ EventSourceArn, FunctionName: "ship" });
    await expect(new LambdaClient(cloud.clientConfig()).send(mapping)).rejects.toThrow(
      "Queue visibility timeout: 10 seconds is less than Function timeout: 20 seconds",
    );

    // It can be shortened later.
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: outputs["ParcelsUrl"], Attributes: hasty }));
    cloud.faults.add(SLOW);
    await cloud.queue("Parcels").send("parcel 1");
    await cloud.clock.advance("2m");
    // Each run succeeds and deletes the message, with a receipt handle that is not the newest: which deletes nothing.
    await expectInvoked(cloud.fn("Ship"), undefined, { times: 3, outcome: "returned" });
    await expectDeadLettered(cloud.queue("Parcels"), "parcel 1", { times: 1 });
  },

  async visibility_longer_than_the_handler({ cloud }) {
    cloud.faults.add(SLOW);
    await cloud.queue("Parcels").send("parcel 1");
    await cloud.clock.advance("2m");
    await expectInvoked(cloud.fn("Ship"), undefined, { times: 1, outcome: "returned" });
    await expectNone(cloud.queue("ParcelsFailed"));
  },

  async s3_double_event({ cloud }) {
    cloud.faults.add({ fault: "effect-duplicate", operation: "s3.deliver", count: 1 });
    await cloud.bucket("Files").put("uploads/monday.csv", "1,ada\n2,bob\n");
    await expectInvoked(cloud.fn("Split"), undefined, { times: 2, outcome: "returned" });
    // The same object and the same sequencer: by it a consumer can tell a repetition from an overwrite.
    const [first, second] = (await cloud.fn("Split").invocations()).map(({ event }) => event);
    expect(first).toMatchObject({ Records: [{ s3: { object: { key: "uploads/monday.csv" } } }] });
    expect(second).toEqual(first);
    await expectReceived(cloud.queue("Ledger"), undefined, { times: 2 });
  },

  async api_idempotency({ cloud }) {
    const first = await order(cloud, { id: 1 });
    expect([first.status, first.json()]).toEqual([202, { id: "key-1", duplicate: false }]);
    const second = await order(cloud, { id: 1 });
    expect([second.status, second.json()]).toEqual([202, { id: "key-1", duplicate: true }]);
    expect((await order(cloud, { id: 2 })).status).toBe(422);
    await expectReceived(cloud.queue("Ledger"), undefined, { times: 1 });
  },

  async api_answer_lost({ cloud }) {
    cloud.faults.add({ fault: "lambda-crash", target: "*:function:submit", count: 1 });
    expect((await order(cloud, { id: 1 })).status).toBe(500);
    const again = await order(cloud, { id: 1 });
    expect([again.status, again.json()]).toEqual([202, { id: "key-1", duplicate: true }]);
    await expectReceived(cloud.queue("Ledger"), { id: 1 }, { times: 1 });
  },

  async api_at_the_same_moment({ cloud }) {
    const answers = await Promise.all([1, 2, 3].map(() => order(cloud, { id: 1 })));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(await cloud.bucket("Files").list("orders/")).toEqual(["orders/key-1"]);
    await expectReceived(cloud.queue("Ledger"), { id: 1 }, { times: 1 });
  },
};

function order(cloud: TestCloud, body: object): Promise<ApiResponse> {
  return cloud.api("Api").request("POST", "/orders", { body, headers: { "idempotency-key": "key-1" } });
}
