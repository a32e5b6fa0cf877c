/** Each of the three bugs is found within 200 seeds, and its story names what it takes; its cure survives them all. */
import { expect, it } from "vitest";
import { ExplorationFailed, explore, type FaultName, LEGAL_FAULTS, type Scenario } from "sluice/testing";
import { chargeEveryMessage } from "./consumers/charge-every-message.ts";
import { chargeEveryOrder } from "./consumers/charge-every-order.ts";
import { packHiddenBriefly } from "./consumers/pack-hidden-briefly.ts";
import { packHiddenLongEnough } from "./consumers/pack-hidden-long-enough.ts";
import { trackHighestVersion } from "./consumers/track-highest-version.ts";
import { trackLastArrival } from "./consumers/track-last-arrival.ts";
import { deployShop, packOrder, payOrders, trackOrder } from "./scenarios.ts";

const SEEDS = 200;

/** Everything that AWS allows is too much for the third bug, which is one of time. */
const SLOW: readonly FaultName[] = ["lambda-delay", "interleave"];

function exploreShop(faults: readonly FaultName[], scenario: Scenario): Promise<void> {
  return explore({ seeds: SEEDS, prepare: deployShop, faults, command: "npm test -- examples/bugs" }, scenario);
}

async function storyOf(exploration: Promise<void>): Promise<string> {
  const failure: unknown = await exploration.catch((error: unknown) => error);
  if (failure instanceof ExplorationFailed) return failure.message;
  throw new Error(`No bug was found in ${SEEDS} seeds.`, { cause: failure });
}
it("a consumer without idempotency pays twice when a deletion is lost", async () => {
  const story = await storyOf(exploreShop(LEGAL_FAULTS, ({ cloud }) => payOrders(cloud, chargeEveryMessage)));
  expect(story).toContain("Each order is paid once.");
  expect(story).toMatch(/fault sqs:shop-Payments-\S+ .*\(sqs-lose-delete\): the deletion is acknowledged and lost/);
  // One message, and the second time that it is received: its queue hides messages for half a minute.
  expect(story.match(/sqs\.received shop-Payments/g)).toHaveLength(2);
  expect(story).toMatch(/\+30\.000 s .*lambda\.invocation shop-Charge/);
  expect(story).toContain("Replay it with: SLUICE_EXPLORE_SEED=");
});

it("a consumer that counts on order shows the oldest event when that is delivered last", async () => {
  const story = await storyOf(exploreShop(LEGAL_FAULTS, ({ cloud }) => trackOrder(cloud, trackLastArrival)));
  expect(story).toContain("The page shows that the order is shipped.");
  expect(story).toMatch(/fault sns\.deliver-to-queues:.*\(effect-delay\): the effect waits before it runs/);
  expect(story).toMatch(/\+46\.076 s .*lambda\.invocation shop-Track/);
});

it("a consumer that takes longer than its messages are hidden books two couriers", async () => {
  const story = await storyOf(exploreShop(SLOW, ({ cloud }) => packOrder(cloud, packHiddenBriefly)));
  expect(story).toContain("Expected exactly 1 invocation of Courier");
  expect(story).toMatch(/fault lambda:shop-Courier-\S+ .*\(lambda-delay\): the function starts later/);
  // The second one receives the message while the first still waits for the courier.
  expect(story).toMatch(/\+30\.000 s .*sqs\.ReceiveMessage shop-Parcels/);
  expect(story).toMatch(/\+36\.915 s .*sqs\.DeleteMessage shop-Parcels/);
});

it.each<[string, readonly FaultName[], Scenario]>([
  ["pays each order", LEGAL_FAULTS, ({ cloud }) => payOrders(cloud, chargeEveryOrder)],
  ["shows the highest version", LEGAL_FAULTS, ({ cloud }) => trackOrder(cloud, trackHighestVersion)],
  ["hides messages for long enough", SLOW, ({ cloud }) => packOrder(cloud, packHiddenLongEnough)],
])(`a consumer that %s survives ${SEEDS} seeds`, { timeout: 600_000 }, async (_, faults, scenario) => {
  let runs = 0;
  let struck = 0;
  await exploreShop(faults, async (explored) => {
    await scenario(explored);
    runs++;
    struck += explored.cloud.lineage.find({ kind: "fault" }).length;
  });
  expect(runs).toBe(SEEDS);
  expect(struck).toBeGreaterThan(SEEDS);
});
