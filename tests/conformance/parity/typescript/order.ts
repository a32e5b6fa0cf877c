/** What must keep its order, and what keeps none: the same scenarios are in python/test_order.py. */
import { LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import {
  expectDeadLettered,
  expectDrainsWithin,
  expectInvoked,
  expectReceived,
  type TestCloud,
} from "../../../../src/testing/index.ts";
import type { Scenarios } from "./scenario.ts";

const LINES = ["A-1", "A-2", "B-1", "A-3", "B-2"].map((body) => ({ body, groupId: body.slice(0, 1) }));

export const ORDER: Scenarios = {
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

  async group_waits_for_its_head({ cloud, outputs }) {
    // A queue that is patient: the one of the template gives up after three receives.
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: outputs["BookFailedArn"], maxReceiveCount: 100 });
    const patient = { QueueUrl: outputs["BookUrl"], Attributes: { RedrivePolicy } };
    await new SQSClient(cloud.clientConfig()).send(new SetQueueAttributesCommand(patient));
    await cloud.queue("Book").sendBatch(LINES);
    await cloud.clock.advance("3m");
    expect(await entered(cloud)).toEqual(["B-1", "B-2"]);
    await repair(cloud);
    await expectDrainsWithin(cloud.queue("Book"), "2m");
    expect(await entered(cloud)).toEqual(["B-1", "B-2", "A-1", "A-2", "A-3"]);
  },

  async group_given_up_with_its_head({ cloud }) {
    await cloud.queue("Book").sendBatch(LINES);
    await cloud.clock.advance("3m");
    await repair(cloud);
    await expectDrainsWithin(cloud.queue("Book"), "2m");
    expect(await entered(cloud)).toEqual(["B-1", "B-2"]);
    // The later ones of the group were received with it each time, and ran out of receives with it.
    expect((await cloud.queue("BookFailed").peek()).map(({ body }) => body)).toEqual(["A-1", "A-2", "A-3"]);
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

  async out_of_order({ cloud }) {
    const prices = cloud.queue("Prices");
    for (const [product, comparesVersions, kept] of [
      ["book", false, "1"],
      ["pen", true, "3"],
    ] as const) {
      // The first message is passed over for the two behind it.
      cloud.faults.add({ fault: "sqs-reorder", target: await prices.arn(), count: 1 });
      await prices.sendBatch([1, 2, 3].map((version) => ({ body: { product, version, comparesVersions } })));
      await cloud.clock.advance("1m");
      expect((await cloud.bucket("Files").get(`prices/${product}`))?.text()).toBe(kept);
    }
  },
};

/** The broken line can be entered from now on. */
async function repair(cloud: TestCloud): Promise<void> {
  const repaired = { FunctionName: "enter", Environment: { Variables: {} } };
  await new LambdaClient(cloud.clientConfig()).send(new UpdateFunctionConfigurationCommand(repaired));
}

async function entered(cloud: TestCloud): Promise<readonly string[]> {
  // functions/enter.mjs answers so.
  const answers = (await cloud.fn("Enter").invocations()).map(({ result }) => result as { entered: string[] });
  return answers.flatMap((answer) => answer.entered);
}
