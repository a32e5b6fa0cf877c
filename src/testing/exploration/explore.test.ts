/** Explorations: the same each time, and short where they fail. */
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it, vi } from "vitest";
import { expectReceived } from "../expectations/expect-messages.ts";
import type { TestCloud } from "../test-cloud.ts";
import { drawFaults } from "./draw-faults.ts";
import { ExplorationFailed } from "./exploration-failed.ts";
import { explore } from "./explore.ts";

const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "sqs:*", Resource: "*" }],
});

/** Publishes to a queue behind a topic, and lets `handle` have each message until none comes any more. */
async function shop(cloud: TestCloud, handle: (body: string) => void): Promise<void> {
  const sqs = new SQSClient(cloud.clientConfig());
  const sns = new SNSClient(cloud.clientConfig());
  const Attributes = { Policy: POLICY, VisibilityTimeout: "30" };
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "orders", Attributes }));
  const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "shop" }));
  const Endpoint = "arn:aws:sqs:us-east-1:000000000000:orders";
  const raw = { RawMessageDelivery: "true" };
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint, Attributes: raw }));
  for (const Message of ["a", "b", "c"]) {
    await sns.send(new PublishCommand({ TopicArn, Message }));
    await cloud.settle();
  }
  for (let round = 0; round < 8; round++) {
    await cloud.clock.advance("31s");
    for (;;) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) break;
      for (const { Body = "", ReceiptHandle } of Messages) {
        handle(Body);
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  }
}

/** An exploration of a consumer that counts, as an error where it fails. */
async function failureOf(scenario: (cloud: TestCloud) => Promise<void>): Promise<unknown> {
  return explore({ seeds: 20, command: "npm test -- shop" }, ({ cloud }) => scenario(cloud)).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("exploring", () => {
  it("finds nothing in a consumer that bears what AWS allows", { timeout: 60_000 }, async () => {
    let runs = 0;
    let struck = 0;
    await explore({ seeds: 6, from: 3 }, async ({ cloud }) => {
      const seen = new Set<string>();
      await shop(cloud, (body) => seen.add(body));
      expect([...seen].toSorted()).toEqual(["a", "b", "c"]);
      runs++;
      struck += cloud.lineage.find({ kind: "fault" }).length;
    });
    expect(runs).toBe(6);
    expect(struck).toBeGreaterThan(0);
  });

  it("names the seed, the one fault that it takes, the story and the command", { timeout: 60_000 }, async () => {
    const failure = await failureOf(async (cloud) => {
      const seen: string[] = [];
      await shop(cloud, (body) => seen.push(body));
      expect(seen).toHaveLength(3);
    });
    if (!(failure instanceof ExplorationFailed)) throw failure;
    expect(failure.faults).toHaveLength(1);
    const drawn = drawFaults({}, failure.seed).find(({ id }) => id === failure.faults[0]?.id);
    expect(failure.faults[0]).toMatchObject({ fault: drawn?.fault, count: 1 });
    expect(failure.story).toContain(`Fault ${drawn?.id}`);
    expect(failure.message).toContain(`Replay it with: SLUICE_EXPLORE_SEED=${failure.seed} npm test -- shop`);
  });

  it("is replayed by its command with the same words, to the byte", { timeout: 60_000 }, async () => {
    const scenario = async (cloud: TestCloud): Promise<void> => {
      await shop(cloud, () => {});
      await expectReceived(cloud.queue("orders"), "b", { times: 1 });
    };
    const first = await failureOf(scenario);
    if (!(first instanceof ExplorationFailed)) throw first;
    vi.stubEnv("SLUICE_EXPLORE_SEED", String(first.seed));
    try {
      expect(await failureOf(scenario)).toMatchObject({ message: first.message, story: first.story });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("tells the journey of the event that the expectation means, and of no other", { timeout: 60_000 }, async () => {
    const failure = await failureOf(async (cloud) => {
      await shop(cloud, () => {});
      await expectReceived(cloud.queue("orders"), "b", { times: 1 });
    });
    if (!(failure instanceof ExplorationFailed)) throw failure;
    expect(failure.message).toContain('Expected exactly 1 message that matches "b"');
    expect(failure.story.match(/sns\.published/g)).toHaveLength(1);
    expect(failure.faults).toMatchObject([{ target: expect.stringContaining(":"), count: 1 }]);
  });

  it("begins each seed with what was prepared once, in which nothing breaks", async () => {
    let preparations = 0;
    const bodies: (string | undefined)[] = [];
    const prepare = async (cloud: TestCloud): Promise<void> => {
      preparations++;
      expect(cloud.faults.list()).toEqual([]);
      await new SQSClient(cloud.clientConfig()).send(new CreateQueueCommand({ QueueName: "orders" }));
      await cloud.queue("orders").send("prepared");
    };
    await explore({ seeds: 3, prepare, faults: ["effect-delay"] }, async ({ cloud }) => {
      bodies.push((await cloud.queue("orders").receive())[0]?.body);
    });
    expect([preparations, bodies]).toEqual([1, ["prepared", "prepared", "prepared"]]);
  });

  it("lets a fault strike as often as it takes, where once is too little", { timeout: 60_000 }, async () => {
    const failure = await failureOf(async (cloud) => {
      await shop(cloud, () => {});
      if (cloud.lineage.find({ kind: "fault" }).length >= 2) throw new Error("twice is too much");
    });
    if (!(failure instanceof ExplorationFailed)) throw failure;
    expect(failure.faults).toMatchObject([{ count: 2 }]);
    expect(failure.story.match(/Fault /g)).toHaveLength(2);
  });

  it("takes no fault where the scenario fails without", async () => {
    const failure = await failureOf(async () => {
      throw new Error("always");
    });
    expect(failure).toMatchObject({ name: "ExplorationFailed", seed: 0, faults: [] });
  });

  it.each([0, 1, 2, 3])("seed %d has the same story to the byte, twice", { timeout: 60_000 }, async (from) => {
    const stories: string[] = [];
    for (let time = 0; time < 2; time++) {
      await explore({ seeds: 1, from }, async ({ cloud }) => {
        await shop(cloud, () => {});
        stories.push(JSON.stringify([...cloud.lineage.all()]));
      });
    }
    expect(stories[0]?.length).toBeGreaterThan(1_000);
    expect(stories[1]).toBe(stories[0]);
  });

  it("runs the one seed that the environment names", async () => {
    const seeds: number[] = [];
    vi.stubEnv("SLUICE_EXPLORE_SEED", "17");
    try {
      await explore({ seeds: 3 }, async ({ seed }) => void seeds.push(seed));
      vi.stubEnv("SLUICE_EXPLORE_SEED", "many");
      await expect(explore({ seeds: 3 }, async () => {})).rejects.toThrow('SLUICE_EXPLORE_SEED is a seed, not "many"');
    } finally {
      vi.unstubAllEnvs();
    }
    expect(seeds).toEqual([17]);
  });

  it.each([{ seeds: 0 }, { seeds: 1.5 }, { seeds: 1, from: -1 }])("refuses %j", async (options) => {
    await expect(explore(options, async () => {})).rejects.toThrow(RangeError);
  });
});
