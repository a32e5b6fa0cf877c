/** The ring of lineage records: what it keeps, finds and joins. */
import { describe, expect, it } from "vitest";
import { LineageLog, type LineageObserver } from "./lineage-log.ts";
import type { LineageRecord, SharedRecord } from "./lineage.ts";

const record = (id: string, parent = "", more: Partial<LineageRecord> = {}): LineageRecord => ({
  id,
  parent,
  kind: "test.kind",
  resource: "arn",
  outcome: "ok",
  at: 0,
  ...more,
});
const ids = (records: Iterable<LineageRecord>): string => [...records].map(({ id }) => id).join(" ");

function logOf(capacity: number, records: readonly LineageRecord[]): LineageLog {
  const log = new LineageLog("p-", capacity);
  for (const each of records) log.add(each);
  return log;
}

describe("the ring", () => {
  it.each([
    [0, ""],
    [2, "0 1"],
    [3, "0 1 2"],
    [4, "1 2 3"],
    [8, "5 6 7"],
  ])("of three keeps the newest of %d, oldest first", (count, kept) => {
    const log = logOf(
      3,
      Array.from({ length: count }, (_, index) => record(String(index))),
    );
    expect(ids(log.all())).toBe(kept);
  });

  it("issues ids that differ", () => {
    const log = new LineageLog("p-", 1);
    const issued = Array.from({ length: 100 }, () => log.issue());
    expect(new Set(issued).size).toBe(100);
    expect(issued[0]).toMatch(/^p-/);
  });

  it("finds by what is asked, the newest of them", () => {
    const log = logOf(10, [
      record("a", "", { subject: "m" }),
      record("b", "", { subject: "m", kind: "other" }),
      record("c", "", { resource: "q" }),
      record("d", "", { subject: "m" }),
    ]);
    expect(ids(log.find({ subject: "m" }))).toBe("a b d");
    expect(ids(log.find({ subject: "m", kind: "test.kind" }))).toBe("a d");
    expect(ids(log.find({ subject: "m", limit: 2 }))).toBe("b d");
    expect(ids(log.find({ resource: "q" }))).toBe("c");
  });
});

describe("what is packed", () => {
  it.each<[string, Partial<LineageRecord>]>([
    ["without subject and reason", {}],
    ["with empty ones, which are not the same as none", { subject: "", reason: "" }],
    ["with a key in any script", { subject: "Prüfung/試験/🎓\0.json", reason: "because", outcome: "filtered-out" }],
    ["with a trace", { traceId: "1-5759e988-bd862e3fe1be46a994272793" }],
    ["with an early time", { at: 0.5, outcome: "failed" }],
  ])("comes back as it was, %s", (_, more) => {
    const given = record("a", "b", more);
    expect([...logOf(10, [record("first"), given, record("last")]).all()][1]).toEqual(given);
  });

  it("clips texts that nobody would read to the end", () => {
    const [kept] = logOf(1, [record("a", "", { reason: "x".repeat(100_000) })]).all();
    expect(kept?.reason).toBe("x".repeat(2_048));
  });

  it("keeps the newest of many more than a segment holds", () => {
    const log = logOf(
      10_000,
      Array.from({ length: 50_000 }, (_, index) => record(String(index))),
    );
    const kept = [...log.all()];
    expect(kept).toHaveLength(10_000);
    expect(kept[0]?.id).toBe("40000");
    expect(kept.at(-1)?.id).toBe("49999");
  });

  it("keeps fewer, and the newest, when texts are long", () => {
    const reason = "ü".repeat(2_048);
    const log = logOf(
      5_000,
      Array.from({ length: 5_000 }, (_, index) => record(String(index), "", { reason })),
    );
    const kept = [...log.all()];
    expect(kept.length).toBeLessThan(1_000);
    expect(kept.map(({ id }) => Number(id))).toEqual(kept.map((_, index) => 5_000 - kept.length + index));
  });
});

describe("a shared record", () => {
  const all = ["q1", "q2", "q3"];
  const shared = (id: string, more: Partial<SharedRecord> = {}): SharedRecord => ({
    id,
    parent: "m",
    kind: "test.kind",
    resources: { all },
    outcome: "filtered-out",
    reason: "because",
    at: 1,
    ...more,
  });
  const told = (log: LineageLog): string => [...log.all()].map(({ id, resource }) => `${id} ${resource}`).join(", ");

  it("is a record for each resource, below the same parent and with ids in its chain", () => {
    const log = logOf(10, [record("m")]);
    log.addEach(shared("s~c"));
    expect(log.trace("m").slice(1)).toEqual(
      all.map((resource, index) => ({
        ...record(`s.${index}~c`, "m"),
        resource,
        outcome: "filtered-out",
        reason: "because",
        at: 1,
      })),
    );
  });

  it("leaves out the resources that it is not told of", () => {
    const log = logOf(10, []);
    log.addEach(shared("s", { resources: { all, except: new Set(["q2"]) } }));
    log.add(record("last"));
    expect(told(log)).toBe("s.0 q1, s.2 q3, last arn");
    expect(ids(log.find({ resource: "q2" }))).toBe("");
  });

  it.each([
    [6, "a.0 q1, a.1 q2, a.2 q3, b.0 q1, b.1 q2, b.2 q3"],
    [4, "a.2 q3, b.0 q1, b.1 q2, b.2 q3"],
    [3, "b.0 q1, b.1 q2, b.2 q3"],
    [1, "b.2 q3"],
  ])("counts as its records in a ring of %d", (capacity, kept) => {
    const log = logOf(capacity, []);
    log.addEach(shared("a"));
    log.addEach(shared("b"));
    expect(told(log)).toBe(kept);
  });

  it("of more resources than a segment holds is kept in pieces", () => {
    const many = Array.from({ length: 30_000 }, (_, index) => `${index}-${"q".repeat(50)}`);
    const log = logOf(100_000, [record("first")]);
    log.addEach(shared("s", { resources: { all: many } }));
    log.add(record("last"));
    expect([...log.all()].map(({ resource }) => resource)).toEqual(["arn", ...many, "arn"]);
  });

  it("keeps lists that differ within a bound, and a list that comes again once", () => {
    const listOf = (length: number): readonly string[] =>
      Array.from({ length }, (_, index) => `${index}`.padEnd(1_000, "q"));
    const kept = (lists: readonly (readonly string[])[]): number => {
      const log = logOf(4_000, []);
      for (const [index, list] of lists.entries()) log.addEach(shared(String(index), { resources: { all: list } }));
      return [...log.all()].length;
    };
    const same = listOf(100);
    expect(kept(Array.from({ length: 40 }, () => same))).toBe(4_000);
    expect(kept(Array.from({ length: 40 }, () => listOf(100)))).toBe(2_000);
  });

  it("is told to an observer record by record", () => {
    const heard: string[] = [];
    const log = new LineageLog("p-", 10, {
      issued: (id, parent) => heard.push(`${id} below ${parent}`),
      added: ({ id, resource }) => heard.push(`${id} of ${resource}`),
    });
    log.addEach(shared("s", { resources: { all, except: new Set(["q1", "q2"]) } }));
    expect(heard).toEqual(["s.2 below m", "s.2 of q3"]);
  });
});

describe("a trace", () => {
  const log = logOf(10, [record("root"), record("a", "root"), record("a1", "a"), record("b", "root"), record("else")]);

  it.each(["root", "a", "a1", "b"])("from %s is the whole tree, each child below its parent", (id) => {
    expect(ids(log.trace(id))).toBe("root a a1 b");
  });

  it("from a message, a request, a key or an X-Ray trace is every tree that has to do with it", () => {
    const traceId = "1-5759e988-bd862e3fe1be46a994272793";
    const several = logOf(10, [
      record("a"),
      record("a1", "a", { subject: "key.csv" }),
      record("b", "gone", { subject: "key.csv" }),
      record("b1", "b", { traceId }),
      record("c"),
    ]);
    expect(ids(several.trace("key.csv"))).toBe("a a1 b b1");
    expect(ids(several.trace(traceId))).toBe("b b1");
  });

  it("of an unknown record is empty, and one whose cause has left begins with itself", () => {
    expect(log.trace("nothing")).toEqual([]);
    expect(ids(logOf(2, [record("root"), record("a", "root"), record("b", "a")]).trace("b"))).toBe("a b");
  });

  it.each([
    ["itself", [record("a", "a"), record("b", "a")], "a b"],
    ["its own effect", [record("a", "c"), record("b", "a"), record("c", "b")], "b c a"],
  ])("ends although a client named %s as a cause", (_, records, expected) => {
    expect(ids(logOf(10, records).trace("a"))).toBe(expected);
  });
});

describe("lineage that is off", () => {
  it("gives empty ids and keeps nothing", () => {
    const log = logOf(0, [record("a")]);
    expect(log.isOn).toBe(false);
    expect(log.issue("a")).toBe("");
    expect(ids(log.all())).toBe("");
  });
});

it("an observer is told of each id with what it is below, and of each record", () => {
  const told: string[] = [];
  const observer: LineageObserver = {
    issued: (id, parent) => told.push(`${id} below ${parent}`),
    added: ({ id }) => told.push(`${id} whole`),
  };
  const log = new LineageLog("p-", 10, observer);
  const id = log.issue("a");
  log.add(record(id, "a"));
  expect(told).toEqual(["p-0 below a", "p-0 whole"]);
});
