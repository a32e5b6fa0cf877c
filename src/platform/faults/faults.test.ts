/** Rules of faults: what is refused, with which sentence, and when one strikes. */
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../kernel/random.ts";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import { FAULT_RULES_MAX } from "../limits.ts";
import type { Story } from "../lineage/lineage.ts";
import { Faults } from "./faults.ts";

const ARN = "arn:aws:sqs:us-east-1:000000000000:orders";

function begin(seed = 1) {
  const clock = new VirtualClock(1_000);
  const { signal } = new AbortController();
  const faults = new Faults({ clock, random: seededRandom(seed), stopping: signal, check: () => {} });
  const told: Story[] = [];
  const teller = { record: (story: Story) => String(told.push(story)) };
  const strike = (resource = ARN, operation = "SendMessage") => faults.strike("call", { resource, operation }, teller);
  return { clock, faults, told, teller, strike };
}

describe("a rule that would not do what it says is refused", () => {
  it.each<[unknown, string]>([
    [undefined, "A fault is an object."],
    [[], "A fault is an object."],
    [{}, "Say which fault: throttle,"],
    [{ fault: "leap" }, "There is no fault leap. There are: throttle,"],
    [{ fault: "clock-jump" }, "clock-jump needs the parameter milliseconds."],
    [{ fault: 7 }, "There is no fault 7."],
    [{ fault: "throttle", probabilty: 1 }, "A fault has no member probabilty."],
    [{ fault: "throttle", id: "a b" }, "The member id is text"],
    [{ fault: "throttle", target: "" }, "The member target is text"],
    [{ fault: "throttle", target: "a**" }, "The target a** is no pattern"],
    [{ fault: "throttle", operation: 5 }, "The member operation is text."],
    [{ fault: "sqs-duplicate", operation: "SendMessage" }, "sqs-duplicate takes no operation"],
    [{ fault: "sqs-duplicate", target: `${ARN}.fifo` }, "sqs-duplicate strikes standard queues only"],
    [{ fault: "slow-disk", target: ARN, parameters: { milliseconds: 1 } }, "slow-disk strikes the whole cloud"],
    [{ fault: "throttle", skip: -1 }, "The member skip is a whole number from 0 on."],
    [{ fault: "throttle", count: 0 }, "The member count is a whole number from 1 on."],
    [{ fault: "throttle", count: 1.5 }, "The member count is a whole number from 1 on."],
    [{ fault: "throttle", probability: 0 }, "The member probability is a number above 0, up to 1."],
    [{ fault: "throttle", probability: Number.NaN }, "The member probability is a number above 0, up to 1."],
    [{ fault: "throttle", from: "tomorrow" }, "The member from is a time"],
    [{ fault: "throttle", from: 5, until: 5 }, "The fault would end before it begins"],
    [{ fault: "throttle", parameters: 5 }, "The member parameters is an object."],
    [{ fault: "throttle", parameters: { milliseconds: 5 } }, "throttle has no parameter milliseconds. It takes: none."],
    [{ fault: "delay" }, "delay needs the parameter milliseconds."],
    [{ fault: "delay", parameters: { milliseconds: 0 } }, "The parameter milliseconds is a whole number from 1 to"],
    [{ fault: "delay", parameters: { milliseconds: "5" } }, "The parameter milliseconds is a whole number from 1 to"],
    [{ fault: "lambda-crash", parameters: { receiveCount: 0 } }, "The parameter receiveCount is a whole number from 1"],
    [{ fault: "lambda-error", parameters: { preventExecution: "no" } }, "The parameter preventExecution is true or"],
    [{ fault: "error", parameters: { code: 5 } }, "The parameter code is text."],
  ])("%j", (given, sentence) => {
    const { faults } = begin();
    expect(() => faults.add(given)).toThrow(sentence);
    expect(faults.active).toBeUndefined();
  });

  it("also when its id is taken, or when there are too many", () => {
    const { faults } = begin();
    expect(faults.add({ fault: "throttle", id: "fault-1" }).id).toBe("fault-1");
    expect(() => faults.add({ fault: "throttle", id: "fault-1" })).toThrow("There is a fault fault-1 already.");
    for (let count = 1; count < FAULT_RULES_MAX; count++) faults.add({ fault: "throttle" });
    expect(() => faults.add({ fault: "throttle" })).toThrow(`There are ${FAULT_RULES_MAX} faults already.`);
    expect(new Set(faults.list().map(({ id }) => id)).size).toBe(FAULT_RULES_MAX);
  });
});

describe("a rule strikes", () => {
  it.each<[string, object, string, string, boolean]>([
    ["everything", {}, ARN, "SendMessage", true],
    ["what its target is", { target: ARN }, ARN, "SendMessage", true],
    ["nothing else", { target: ARN }, `${ARN}-2`, "SendMessage", false],
    ["what its pattern fits", { target: "arn:aws:sqs:*:orders*" }, `${ARN}-2`, "SendMessage", true],
    ["its operation", { operation: "SendMessage" }, ARN, "SendMessage", true],
    ["no other operation", { operation: "SendMessage" }, ARN, "ReceiveMessage", false],
    ["from its time on", { from: 1_000 }, ARN, "SendMessage", true],
    ["not before", { from: 1_001 }, ARN, "SendMessage", false],
    ["not at its end", { until: "1970-01-01T00:00:01Z" }, ARN, "SendMessage", false],
    ["before its end", { until: 1_001 }, ARN, "SendMessage", true],
  ])("%s", (_, rule, resource, operation, strikes) => {
    const { faults, strike } = begin();
    faults.add({ fault: "throttle", ...rule });
    expect(strike(resource, operation) !== undefined).toBe(strikes);
  });

  it("as often as it may, and each time is told", () => {
    const { faults, told, strike } = begin();
    faults.add({ fault: "throttle", id: "often", count: 2 });
    expect([strike()?.id, strike()?.id, strike()?.id]).toEqual(["often", "often", undefined]);
    expect(faults.list()).toMatchObject([{ id: "often", hits: 2 }]);
    const story = { kind: "fault", resource: ARN, outcome: "throttled" };
    expect(told).toMatchObject([story, { ...story, reason: "Fault often (throttle): the call is throttled." }]);
  });

  it("not before it has let pass as many as it is to skip", () => {
    const { faults, strike } = begin();
    faults.add({ fault: "throttle", id: "third", skip: 2, count: 1 });
    expect(Array.from({ length: 4 }, () => strike()?.id)).toEqual([undefined, undefined, "third", undefined]);
  });

  it("the same, whichever other rules there are", () => {
    const drawn = (others: readonly string[]): string => {
      const { faults, strike } = begin();
      for (const id of others) faults.add({ fault: "error", id, probability: 0.5, target: "nothing" });
      faults.add({ fault: "throttle", id: "own", probability: 0.5 });
      return Array.from({ length: 64 }, () => (strike() === undefined ? "." : "x")).join("");
    };
    expect(drawn(["one", "two"])).toBe(drawn([]));
  });

  it("by chance as the seed says: the same each time", () => {
    const drawn = (seed: number): string => {
      const { faults, strike } = begin(seed);
      faults.add({ fault: "throttle", probability: 0.5 });
      return Array.from({ length: 64 }, () => (strike() === undefined ? "." : "x")).join("");
    };
    expect(drawn(1)).toBe(drawn(1));
    expect(drawn(1)).not.toBe(drawn(2));
    expect(drawn(1)).toMatch(/x.*\./);
  });

  it("no more once it is removed", () => {
    const { faults, strike } = begin();
    const { id } = faults.add({ fault: "throttle" });
    faults.add({ fault: "error" });
    expect([faults.remove("nobody"), faults.remove(id)]).toEqual([false, true]);
    expect(strike()?.fault).toBe("error");
    expect([faults.clear(), faults.active, strike()]).toEqual([1, undefined, undefined]);
  });
});
