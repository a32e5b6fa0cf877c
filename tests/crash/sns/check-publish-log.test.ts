/** The checker of crash runs of SNS: it finds each kind of violation, and stays silent about what a lost answer allows. */
import { describe, expect, it } from "vitest";
import { checkPublishLog } from "./check-publish-log.ts";
import type { Arrival, PublishEntry, PublishLine, TopicSettings } from "./publish-log.ts";

const TOPICS: readonly TopicSettings[] = [
  {
    name: "news",
    isFifo: false,
    subscribers: [
      { queue: "all", raw: true },
      { queue: "red", raw: false, colour: "red" },
    ],
  },
  { name: "orders", isFifo: true, subscribers: [{ queue: "line", raw: false }] },
];

const red = (name: string): PublishEntry => ({ name, colour: "red" });
const blue = (name: string): PublishEntry => ({ name, colour: "blue" });
const order = (name: string, group = "g"): PublishEntry => ({ name, colour: "red", group, deduplicationId: name });

/** A log in the making: what is published under a name has the ids that follow from it. */
class Log {
  readonly lines: PublishLine[] = [{ type: "run", seed: 1, topics: TOPICS }];
  #calls = 0;

  begin(topic: string, ...entries: PublishEntry[]): number {
    this.lines.push({ type: "publish", id: ++this.#calls, client: "c", topic, entries });
    return this.#calls;
  }

  end(id: number, ...names: string[]): this {
    const results = names.map((name) => ({ messageId: `id-${name}`, sequenceNumber: numberOf(name) }));
    this.lines.push({ type: "results", id, results });
    return this;
  }

  publish(topic: string, ...entries: PublishEntry[]): this {
    return this.end(this.begin(topic, ...entries), ...entries.map(({ name }) => name));
  }

  lost(id: number): this {
    this.lines.push({ type: "killed" }, { type: "lost", id });
    return this;
  }

  refused(id: number, status = 400): this {
    this.lines.push({ type: "refused", id, status, code: "c" });
    return this;
  }

  come(queue: string, ...arrivals: (string | Arrival)[]): this {
    const messages = arrivals.map((arrival) => (typeof arrival === "string" ? arrivalOf(queue, arrival) : arrival));
    this.lines.push({ type: "arrived", queue, messages });
    return this;
  }

  drained(): readonly PublishLine[] {
    return [...this.lines, ...["all", "red", "line"].map((queue) => ({ type: "drained", queue }) as const)];
  }
}

const arrivalOf = (queue: string, name: string): Arrival => ({
  name,
  ...(queue === "all" ? {} : { messageId: `id-${name}` }),
  ...(queue === "line" ? { sequenceNumber: numberOf(name), group: "g" } : {}),
});

/** The order of the alphabet. */
const numberOf = (name: string): string => String(name.charCodeAt(0));

type Row = readonly [title: string, tell: (log: Log) => Log];

const VIOLATIONS: readonly (readonly [rule: string, ...Row])[] = [
  ["no acknowledged publish is lost to a subscriber", "nobody gets it", (log) => log.publish("news", blue("a"))],
  [
    "no acknowledged publish is lost to a subscriber",
    "one of two subscribers gets it",
    (log) => log.publish("news", red("a")).come("all", "a"),
  ],
  [
    "no acknowledged publish is lost to a subscriber",
    "one of a batch does not come",
    (log) => log.publish("orders", order("a"), order("b")).come("line", "a"),
  ],
  [
    "no acknowledged publish is lost to a subscriber",
    "what was lost at first and acknowledged when it was repeated does not come",
    (log) => log.lost(log.begin("orders", order("a"))).publish("orders", order("a")),
  ],
  ["no message comes from nowhere", "nobody has published it", (log) => log.come("all", "a")],
  [
    "no message comes from nowhere",
    "its publisher was refused",
    (log) => log.refused(log.begin("news", blue("a"))).come("all", "a"),
  ],
  [
    "no message comes from nowhere",
    "it comes before it is published",
    (log) => log.come("all", "a").publish("news", blue("a")),
  ],
  [
    "no message comes from nowhere",
    "it comes under another id",
    (log) => log.publish("news", red("a")).come("all", "a").come("red", { name: "a", messageId: "id-z" }),
  ],
  [
    "no filter policy lets through what it does not match",
    "a blue message comes to the red",
    (log) => log.publish("news", blue("a")).come("all", "a").come("red", "a"),
  ],
  [
    "no FIFO subscriber gets a message twice",
    "at once",
    (log) => log.publish("orders", order("a")).come("line", "a", "a"),
  ],
  [
    "no FIFO subscriber gets a message twice",
    "after its publish was repeated",
    (log) => log.publish("orders", order("a")).come("line", "a").publish("orders", order("a")).come("line", "a"),
  ],
  [
    "no FIFO subscriber gets a group out of order",
    "two publishes",
    (log) => log.publish("orders", order("a")).publish("orders", order("b")).come("line", "b", "a"),
  ],
  [
    "no FIFO subscriber gets a group out of order",
    "two entries of a batch",
    (log) => log.publish("orders", order("a"), order("b")).come("line", "b").come("line", "a"),
  ],
  [
    "no FIFO subscriber gets a group out of order",
    "with others in between",
    (log) =>
      log
        .publish("orders", order("a"))
        .publish("orders", order("b"))
        .publish("orders", order("c"))
        .come("line", "b", "c", "a"),
  ],
  [
    "no repeated publish is a second message",
    "the answers differ",
    (log) =>
      log
        .publish("orders", order("a"))
        .end(log.begin("orders", order("a")), "b")
        .come("line", "a"),
  ],
  [
    "no sequence number is out of order",
    "a later publish has the lower number",
    (log) => log.publish("orders", order("b")).publish("orders", order("a")).come("line", "b", "a"),
  ],
  [
    "no sequence number is out of order",
    "it comes with another number",
    (log) =>
      log.publish("orders", order("a")).come("line", { name: "a", messageId: "id-a", sequenceNumber: "1", group: "g" }),
  ],
  ["no answer is a fault", "a publish is answered 500", (log) => log.refused(log.begin("news", blue("a")), 500)],
];

const ALLOWED: readonly Row[] = [
  [
    "what was acknowledged comes",
    (log) => log.publish("news", red("a"), blue("b")).come("all", "b", "a").come("red", "a"),
  ],
  ["a standard subscriber gets it twice", (log) => log.publish("news", blue("a")).come("all", "a", "a")],
  ["what got no answer does not come", (log) => log.lost(log.begin("news", red("a")))],
  ["what got no answer comes to one of two", (log) => log.lost(log.begin("news", red("a"))).come("red", "a")],
  [
    "what is still under way comes",
    (log) => {
      log.begin("news", blue("a"));
      return log.come("all", "a");
    },
  ],
  [
    "publishes at the same time come in any order",
    (log) => {
      const [first, second] = [log.begin("orders", order("a")), log.begin("orders", order("b"))];
      return log.end(second, "b").end(first, "a").come("line", "b", "a");
    },
  ],
  [
    "what got no answer is overtaken until it is repeated",
    (log) =>
      log
        .lost(log.begin("orders", order("c")))
        .publish("orders", order("b"))
        .publish("orders", order("c"))
        .come("line", "b", "c"),
  ],
  [
    "groups do not wait for each other",
    (log) =>
      log
        .publish("orders", order("a", "one"))
        .publish("orders", order("b"))
        .come("line", "b", { name: "a", messageId: "id-a", sequenceNumber: numberOf("a"), group: "one" }),
  ],
];

const rulesBroken = (lines: readonly PublishLine[]): string[] => [
  ...new Set(checkPublishLog(lines).violations.map(({ rule }) => rule)),
];

describe("the checker finds", () => {
  it.each(VIOLATIONS)("%s: %s", (rule, _, tell) => expect(rulesBroken(tell(new Log()).drained())).toContain(rule));

  it("a queue that was not emptied at the end", () => {
    const { lines } = new Log().publish("news", blue("a")).come("all", "a");
    expect(rulesBroken(lines)).toEqual(["no queue is left full"]);
  });
});

describe("the checker allows that", () => {
  it.each(ALLOWED)("%s", (_, tell) => expect(checkPublishLog(tell(new Log()).drained()).violations).toEqual([]));
});
