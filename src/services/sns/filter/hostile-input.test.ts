/**
 * Policies and messages that are made to cost. Each of these takes milliseconds; a matcher that backtracks, recurses
 * without a bound or compares every condition with every character takes minutes, which the test's own time does not
 * allow.
 */
import { describe, expect, it } from "vitest";
import { attributesVerdict, bodyVerdict } from "./cases/filter-case.fixture.ts";
import { textFinder } from "../../../platform/patterns/find-text.ts";
import { parseFilterPolicy } from "./parse-policy.ts";

const BODY_CHARACTERS = 262_144;

describe("a hostile message", () => {
  it("is no number, after a long row of digits", () => {
    const text = `${"1".repeat(200_000)}x`;
    const verdict = attributesVerdict({ a: [1] }, { a: { type: "Number", text } });
    expect(verdict?.counter).toBe("InvalidAttributes");
  });

  it.each(["[", '{"a":'])("is nested as deeply as its size allows: %s", (opening) => {
    const depth = Math.floor((BODY_CHARACTERS - 20) / (opening.length + 1));
    const closing = opening === "[" ? "]" : "}";
    const body = `{"a":${opening.repeat(depth)}"x"${closing.repeat(depth)}}`;
    expect(bodyVerdict({ a: ["x"] }, body)?.counter).toBe("MessageBody");
    expect(bodyVerdict({ a: [{ exists: false }] }, body)).toBeUndefined();
  });

  it("has an array as wide as its size allows, whose elements meet all keys but never together", () => {
    const elements = Array.from({ length: 10_000 }, (_, index) => ({
      [`k${index % 5}`]: 1,
      [`k${(index + 1) % 5}`]: 1,
    }));
    const keys = Object.fromEntries([0, 1, 2, 3, 4].map((index) => [`k${index}`, [1]]));
    expect(bodyVerdict({ a: keys }, JSON.stringify({ a: elements }))?.reason).toContain("no single element");
    const whole = { k0: 1, k1: 1, k2: 1, k3: 1, k4: 1 };
    expect(bodyVerdict({ a: keys }, JSON.stringify({ a: [...elements, whole] }))).toBeUndefined();
  });

  it("has arrays in arrays at each of many levels", () => {
    let body: unknown = { b: "y" };
    for (let level = 0; level < 12; level++) body = [body, body];
    expect(bodyVerdict({ a: { b: ["x"], c: ["x"] } }, JSON.stringify({ a: body }))?.counter).toBe("MessageBody");
  });

  it("can be read in many ways along a key with many dots", () => {
    const SEGMENTS = 200;
    const names = Array.from({ length: SEGMENTS }, (_, index) =>
      Array(index + 1)
        .fill("a")
        .join("."),
    );
    const key = Array(SEGMENTS).fill("a").join(".");
    const policy = Object.fromEntries([1, 2, 3, 4, 5].map((each) => [`${key}.k${each}`, ["x"]]));
    const leaf = { k1: "x", k2: "x", k3: "x", k4: "x", k5: "y" };
    const body = Object.fromEntries(names.map((name) => [name, name === key ? leaf : { a: {} }]));
    expect(bodyVerdict(policy, JSON.stringify(body))?.counter).toBe("MessageBody");
    expect(bodyVerdict(policy, JSON.stringify({ ...body, [`${key}.k5`]: "x" }))).toBeUndefined();
  });

  it("meets a key of dots alone in thousands of objects", () => {
    const policy = { a: { [".".repeat(100_000)]: ["x"] } };
    const body = { a: Array.from({ length: 40_000 }, () => ({ b: 1 })) };
    expect(bodyVerdict(policy, JSON.stringify(body))?.counter).toBe("MessageBody");
  });
});

describe("a hostile policy", () => {
  it("looks for a long text that nearly repeats itself", () => {
    const pattern = `*${"a".repeat(100)}b${"a".repeat(100_000)}*`;
    expect(attributesVerdict({ a: [{ wildcard: pattern }] }, { a: "a".repeat(250_000) })?.counter).toBe(
      "MessageAttributes",
    );
  });

  it("has as many wildcards as are allowed, for a text that nearly fits each", () => {
    const wildcards = [1, 2, 3].map((index) => ({ wildcard: `a*a${"a".repeat(index)}*a*b` }));
    expect(attributesVerdict({ a: wildcards }, { a: "a".repeat(250_000) })?.counter).toBe("MessageAttributes");
  });

  it("lists what it does not want, for an array of all that", () => {
    const texts = Array.from({ length: 20_000 }, (_, index) => `v${index}`);
    for (const operand of [texts, { "equals-ignore-case": texts }]) {
      expect(attributesVerdict({ a: [{ "anything-but": operand }] }, { a: texts })?.counter).toBe("MessageAttributes");
    }
  });

  it("tries many blocks of addresses on something very long", () => {
    const blocks = Array.from({ length: 150 }, (_, index) => ({ cidr: `10.0.${index}.0/24` }));
    expect(attributesVerdict({ a: blocks }, { a: "1:".repeat(120_000) })?.counter).toBe("MessageAttributes");
  });

  it.each([
    ["objects", '{"a":', '["x"]', "}"],
    ["alternatives", '{"$or":[{"a":["x"]},', '{"b":["x"]}', "]}"],
    ["arrays", '{"a":[', "", "]}"],
  ])("is nested without end: %s", (_, opening, inside, closing) => {
    const depth = Math.floor(200_000 / (opening.length + closing.length));
    const policy = `${opening.repeat(depth)}${inside}${closing.repeat(depth)}`;
    expect(() => parseFilterPolicy(policy, "MessageBody")).toThrow(/^FilterPolicy: /);
  });

  it("has very many keys", () => {
    const policy = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, [1]]));
    expect(() => parseFilterPolicy(JSON.stringify(policy), "MessageBody")).toThrow("more than 5 keys");
  });
});

describe("finding a long text", () => {
  const texts = ["ab".repeat(20), `${"ab".repeat(20)}c`, "a".repeat(40), `${"a".repeat(39)}b`, `b${"a".repeat(39)}`];
  const values = texts.flatMap((one) => [
    "",
    one,
    `x${one}`,
    `${one}x`,
    one.slice(1),
    one + one,
    one.slice(0, -1) + one,
  ]);
  it.each(texts)("finds the same as the engine does: %s", (text) => {
    const find = textFinder(text);
    for (const value of values) {
      for (const from of [0, 1, 5, value.length]) expect(find(value, from)).toBe(value.indexOf(text, from));
    }
  });
});
