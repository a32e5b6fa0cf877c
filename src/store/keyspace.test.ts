/** Keyspaces: typed rows, ranges by leading parts, and damage that is named. */
import { describe, expect, it } from "vitest";
import { number, text } from "./key.ts";
import { describeKeyspaces, keyspace } from "./keyspace.ts";
import { memoryEngine } from "./memory-engine.ts";
import { OverlayStore } from "./overlay-store.ts";
import { StoreDamaged } from "./store.ts";
import type { ReadTransaction } from "./store.ts";
import { nothing, raw, record } from "./value-codec.ts";

interface Item {
  readonly size: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

const items = keyspace("test/items", { key: [text, text, number], value: record<Item>() });
const index = keyspace("test/index", { key: [number, text], value: nothing });
const bodies = keyspace("test/bodies", { key: [text], value: raw });

type ItemKey = readonly [string, string, number];
const KEYS: readonly ItemKey[] = [
  ["bucket", "a", 1],
  ["bucket", "a", 2],
  ["bucket", "a/b", 1],
  ["bucket", "a/c", 7],
  ["bucket", "b", 1],
  ["bucket2", "a", 1],
];

function filled(): OverlayStore {
  const store = new OverlayStore(memoryEngine());
  store.write((tx) => {
    KEYS.forEach((key, size) => items.put(tx, key, { size }));
    index.put(tx, [5, "five"], null);
    bodies.put(tx, ["x"], Buffer.from([1, 2]));
  });
  return store;
}

function keysOf(visit: (tx: ReadTransaction) => Iterable<ItemKey>): string[] {
  return filled().read((tx) => [...visit(tx)].map(([, name, version]) => `${name}@${version}`));
}

describe("a keyspace", () => {
  it("reads, has and deletes rows by their key", () => {
    const store = filled();
    expect(store.read((tx) => items.get(tx, ["bucket", "a/c", 7]))).toEqual({ size: 3 });
    expect(store.read((tx) => items.get(tx, ["bucket", "a/c", 8]))).toBeUndefined();
    store.write((tx) => items.delete(tx, ["bucket", "a/c", 7]));
    expect(store.read((tx) => items.has(tx, ["bucket", "a/c", 7]))).toBe(false);
    expect(store.read((tx) => index.has(tx, [5, "five"]))).toBe(true);
    expect(store.read((tx) => index.get(tx, [5, "five"]))).toBeNull();
  });

  it("keeps plain data of every kind", () => {
    const store = filled();
    const value = {
      text: "é😀",
      whole: 1_795_000_000_123,
      fraction: 0.1,
      negative: -5,
      big: 2n ** 60n,
      nothing: null,
      flag: true,
      list: [1, [2, "three"], {}],
      body: Uint8Array.from([0, 255]),
      tags: { "": "empty", "key with spaces": "1" },
    };
    const anything = keyspace("test/anything", { key: [text], value: record<typeof value>() });
    store.write((tx) => anything.put(tx, ["k"], value));
    const read = store.read((tx) => anything.get(tx, ["k"]));
    expect({ ...read, body: [...(read?.body ?? [])] }).toEqual({ ...value, body: [0, 255] });
    expect(read?.body).toBeInstanceOf(Uint8Array);
  });

  it("keeps names that mean something to JavaScript as they are", () => {
    const store = filled();
    const tags: Record<string, string> = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}');
    store.write((tx) => items.put(tx, ["bucket", "a", 1], { size: 1, tags }));
    const read = store.read((tx) => items.get(tx, ["bucket", "a", 1]));
    expect(Object.entries(read?.tags ?? {})).toEqual(Object.entries(tags));
    expect(Object.getPrototypeOf(read?.tags)).toBe(Object.prototype);
  });

  it("gives each reader a value of its own", () => {
    const store = filled();
    const tags: Record<string, string> = { colour: "red" };
    const body = Uint8Array.from([1, 2, 3]);
    store.write((tx) => items.put(tx, ["bucket", "a", 1], { size: 1, tags, body }));
    tags.colour = "blue";
    body[0] = 9;
    const first = store.read((tx) => items.get(tx, ["bucket", "a", 1]));
    Object.assign(first?.tags ?? {}, { colour: "green" });
    first?.body?.fill(9);
    expect(store.read((tx) => items.get(tx, ["bucket", "a", 1])?.tags)).toEqual({ colour: "red" });
    expect([...(store.read((tx) => items.get(tx, ["bucket", "a", 1])?.body) ?? [])]).toEqual([1, 2, 3]);
  });

  it.each<[string, (tx: ReadTransaction) => Iterable<ItemKey>, string[]]>([
    ["all rows under a prefix", (tx) => items.keys(tx, ["bucket"]), ["a@1", "a@2", "a/b@1", "a/c@7", "b@1"]],
    ["the rows under a longer prefix", (tx) => items.keys(tx, ["bucket", "a"]), ["a@1", "a@2"]],
    ["the row of a whole key", (tx) => items.keys(tx, ["bucket", "a", 2]), ["a@2"]],
    ["the whole keyspace", (tx) => items.keys(tx, []), ["a@1", "a@2", "a/b@1", "a/c@7", "b@1", "a@1"]],
    ["backwards", (tx) => items.keys(tx, ["bucket"], { reverse: true, limit: 2 }), ["b@1", "a/c@7"]],
    ["from a position", (tx) => items.keys(tx, ["bucket"], { from: ["bucket", "a", 2], limit: 2 }), ["a@2", "a/b@1"]],
    ["up to a position", (tx) => items.keys(tx, ["bucket"], { to: ["bucket", "a/b"] }), ["a@1", "a@2"]],
    ["behind a key", (tx) => items.keys(tx, ["bucket"], { after: ["bucket", "a", 1], limit: 1 }), ["a@2"]],
    [
      "behind all rows of some parts",
      (tx) => items.keys(tx, ["bucket"], { after: ["bucket", "a"], limit: 1 }),
      ["a/b@1"],
    ],
    [
      "behind a key, backwards",
      (tx) => items.keys(tx, ["bucket"], { after: ["bucket", "a/b", 1], reverse: true }),
      ["a@2", "a@1"],
    ],
    ["texts that start alike", (tx) => items.keys(tx, ["bucket"], { startingWith: "a/" }), ["a/b@1", "a/c@7"]],
    ["behind texts that start alike", (tx) => items.keys(tx, ["bucket"], { afterStartingWith: "a/" }), ["b@1"]],
    ["nothing, when the range is empty", (tx) => items.keys(tx, ["bucket"], { from: ["bucket3"] }), []],
    ["nothing, when the limit is 0", (tx) => items.keys(tx, ["bucket"], { limit: 0 }), []],
  ])("visits %s", (_, visit, expected) => {
    expect(keysOf(visit)).toEqual(expected);
  });

  it("gives the first row of a range with its value", () => {
    const store = filled();
    expect(store.read((tx) => items.first(tx, ["bucket"], { startingWith: "a/" }))).toEqual({
      key: ["bucket", "a/b", 1],
      value: { size: 2 },
    });
    expect(store.read((tx) => items.first(tx, ["absent"]))).toBeUndefined();
  });

  it("names the keyspace and the key of a row that it cannot read", () => {
    const store = new OverlayStore(memoryEngine());
    store.write((tx) => tx.put(`${items.prefix}b\0n\0${number.encode(1)}`, Buffer.from([0x9b, 1, 2])));
    const read = (): unknown => store.read((tx) => items.get(tx, ["b", "n", 1]));
    expect(read).toThrow(StoreDamaged);
    expect(read).toThrow("test/items");
    expect(() => store.read((tx) => [...items.range(tx, [])])).toThrow("test/items");
  });

  it("names the keyspace of a row in which the engine found damage, and leaves the errors of visitors alone", () => {
    const damage = new StoreDamaged("the row k does not match its checksum", { key: "k" });
    const fail = (): never => {
      throw damage;
    };
    const tx: ReadTransaction = { get: fail, range: fail };
    expect(() => items.get(tx, ["b", "n", 1])).toThrow("of test/items is damaged: the row k");
    expect(() => [...items.range(tx, [])]).toThrow("of test/items is damaged: the row k");
  });
});

describe("the list of keyspaces", () => {
  it("is told in the order of the names", () => {
    expect(describeKeyspaces([items, index, bodies]).map(({ name }) => name)).toEqual([
      "test/bodies",
      "test/index",
      "test/items",
    ]);
  });

  it("refuses two of the same name, and two of the same prefix", () => {
    expect(() => describeKeyspaces([items, items])).toThrow("test/items is declared once");
    // "plumless" and "buckeroo" are the textbook pair with the same CRC-32.
    const [one, other] = ["plumless", "buckeroo"].map((name) => keyspace(name, { key: [text], value: nothing }));
    expect(() => describeKeyspaces([one, other].filter((each) => each !== undefined))).toThrow("the same prefix");
  });
});
