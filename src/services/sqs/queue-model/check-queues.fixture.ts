/** Random sequences of commands, and what is done when one makes the model object. */
import * as fc from "fast-check";
import type { ModelSettings, Receiving } from "./model-queue.fixture.ts";
import { type Place, startPair } from "./queue-cloud.fixture.ts";
import {
  advance,
  change,
  changeBatch,
  drain,
  type Handle,
  moveBack,
  purge,
  receive,
  remove,
  removeBatch,
  restart,
  set,
} from "./queue-commands.fixture.ts";
import type { QueueCommand } from "./queue-command.fixture.ts";
import { type Draft, send, sendBatch } from "./send-commands.fixture.ts";

/** SLUICE_SEED repeats a run or makes another one, SLUICE_SEQUENCES a longer one. */
const SEED = Number(process.env["SLUICE_SEED"] ?? 20260115);
const SEQUENCES = Number(process.env["SLUICE_SEQUENCES"] ?? 5_000);
const COMMANDS_MAX = 30;

/** Does random commands in random order. @throws Error with the shortest sequence that the model objects to */
export async function checkQueues(kind: "standard" | "fifo"): Promise<void> {
  const commands = fc.commands([commandFor(kind === "fifo")], { maxCommands: COMMANDS_MAX, size: "max" });
  const property = fc.asyncProperty(commands, async (sequence) => {
    const pair = await startPair(kind === "fifo");
    try {
      await fc.asyncModelRun(() => pair, sequence);
      await drain(pair);
    } finally {
      await pair.real.cloud.stop();
    }
  });
  const outcome = await fc.check(property, { numRuns: SEQUENCES, seed: SEED });
  if (!outcome.failed) return;
  const again = `SLUICE_SEED=${SEED} npm test -- src/services/sqs/queue-model/${kind}-queue.test.ts`;
  const report = await fc.asyncDefaultReportMessage(outcome);
  throw new Error(`${report}\nRepeat it: ${again}`, { cause: outcome.errorInstance });
}

/** A moment before, at and after each time that something ends. */
const BOUNDARIES = [1, 2, 5, 30, 60, 120, 300].flatMap((each) => [each * 1000 - 1, each * 1000, each * 1000 + 1]);

const places = fc.constantFrom<Place[]>("queue", "queue", "queue", "queue", "dead");
const seconds = fc.constantFrom(0, 0, 0, 1, 2, 5, 30, 43_200);
const handles = fc.record({
  kind: fc.constantFrom<Handle["kind"][]>("given", "given", "given", "given", "given", "given", "foreign", "garbage"),
  back: fc.nat(4),
});
const handleUses = fc.record({ handle: handles, seconds });
const faults = fc.oneof(
  { weight: 14, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom("characters" as const, "delay" as const) },
);
const letters = fc.constantFrom("a", "b", "c");
const standardDrafts = fc.record({
  letter: letters,
  delaySeconds: fc.constantFrom(undefined, undefined, undefined, 0, 2, 40),
  fault: faults,
});
const fifoDrafts = fc.record({
  letter: letters,
  group: fc.constantFrom("g0", "g0", "g0", "g1"),
  id: fc.constantFrom<NonNullable<Draft["id"]>[]>("new", "new", "new", "again", "content", "buried"),
  fault: faults,
});
const howMany = {
  max: fc.constantFrom(1, 2, 3, 10),
  seconds: fc.constantFrom(undefined, undefined, 0, 0, 1, 2, 5, 43_200),
};
const standardReceivings = fc.record({ ...howMany, attempt: fc.constant(undefined) });
const fifoReceivings = fc.record({ ...howMany, attempt: fc.constantFrom(undefined, undefined, "x", "y") });
const policies = fc.record({ maxReceiveCount: fc.constantFrom(undefined, 1, 2, 3) });
const moments = fc.oneof(fc.constantFrom(1, ...BOUNDARIES), fc.nat(2_000), fc.nat(20_000));

function settingsFor(fifo: boolean): fc.Arbitrary<Partial<ModelSettings>> {
  const everywhere: fc.Arbitrary<Partial<ModelSettings>>[] = [
    fc.record({ visibilitySeconds: fc.constantFrom(0, 1, 5, 30) }),
    fc.record({ delaySeconds: fc.constantFrom(0, 0, 2, 40, 100) }),
    fc.record({ retentionSeconds: fc.constantFrom(60, 120, 345_600) }),
  ];
  if (!fifo) return fc.oneof(...everywhere);
  return fc.oneof(
    ...everywhere,
    fc.record({ contentBasedDeduplication: fc.boolean() }),
    fc.record({ deduplicationScope: fc.constantFrom("queue" as const, "messageGroup" as const) }),
  );
}

function commandFor(fifo: boolean): fc.Arbitrary<QueueCommand> {
  const settings = settingsFor(fifo);
  const drafts: fc.Arbitrary<Draft> = fifo ? fifoDrafts : standardDrafts;
  const batches = fc.array(drafts, { minLength: 1, maxLength: 10 });
  const receivings: fc.Arbitrary<Receiving> = fifo ? fifoReceivings : standardReceivings;
  const several = { minLength: 1, maxLength: 4 };
  return fc.oneof(
    { weight: 6, arbitrary: fc.tuple(places, drafts).map((each) => send(...each)) },
    { weight: 3, arbitrary: fc.tuple(places, batches).map((each) => sendBatch(...each)) },
    { weight: 9, arbitrary: fc.tuple(places, receivings).map((each) => receive(...each)) },
    { weight: 3, arbitrary: fc.tuple(places, handles).map((each) => remove(...each)) },
    { weight: 2, arbitrary: fc.tuple(places, fc.array(handles, several)).map((each) => removeBatch(...each)) },
    { weight: 3, arbitrary: fc.tuple(places, handleUses).map((each) => change(...each)) },
    { weight: 2, arbitrary: fc.tuple(places, fc.array(handleUses, several)).map((each) => changeBatch(...each)) },
    { weight: 1, arbitrary: places.map(purge) },
    { weight: 2, arbitrary: fc.tuple(places, settings).map((each) => set(...each)) },
    { weight: 2, arbitrary: policies.map((policy) => set("queue", policy)) },
    { weight: 2, arbitrary: fc.constant(moveBack()) },
    { weight: 6, arbitrary: moments.map(advance) },
    { weight: 2, arbitrary: fc.oneof(fc.constant(0), moments).map(restart) },
  );
}
