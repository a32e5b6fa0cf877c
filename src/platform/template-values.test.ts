import { describe, expect, it } from "vitest";
import {
  attributesOf,
  booleanOf,
  documentOf,
  given,
  listOf,
  membersOf,
  numberOf,
  oneOrMoreTexts,
  pairsOf,
  recordOf,
  requiredRecord,
  requiredText,
  tagsOf,
  tagsWithOptionalValues,
  textMapOf,
  textOf,
  textsOf,
  wholeNumberOf,
} from "./template-values.ts";

type Reader = (value: unknown) => unknown;

const TEAM = { Key: "team", Value: "a" };

const READ: readonly (readonly [reader: Reader, value: unknown, read: unknown])[] = [
  [textOf, "a", "a"],
  [textOf, "", ""],
  [textOf, 1.5, "1.5"],
  [textOf, false, "false"],
  [textOf, undefined, undefined],
  [requiredText, 12, "12"],
  [requiredText, undefined, ""],
  [numberOf, 10.5, 10.5],
  [numberOf, "10.5", 10.5],
  [numberOf, "-3", -3],
  [numberOf, "1e3", 1000],
  [numberOf, ".5", 0.5],
  [numberOf, undefined, undefined],
  [wholeNumberOf, 60, 60],
  [wholeNumberOf, "60", 60],
  [wholeNumberOf, "-1", -1],
  [wholeNumberOf, undefined, undefined],
  [booleanOf, true, true],
  [booleanOf, false, false],
  [booleanOf, "true", true],
  [booleanOf, "false", false],
  [booleanOf, "True", true],
  [booleanOf, undefined, undefined],
  [listOf, [1, "a"], [1, "a"]],
  [listOf, undefined, undefined],
  [textsOf, ["a", 1], ["a", "1"]],
  [textsOf, undefined, undefined],
  [oneOrMoreTexts, ["a", 1], ["a", "1"]],
  [oneOrMoreTexts, "a", ["a"]],
  [oneOrMoreTexts, undefined, []],
  [recordOf, { a: 1 }, { a: 1 }],
  [recordOf, undefined, undefined],
  [requiredRecord, { a: 1 }, { a: 1 }],
  [textMapOf, { a: 1, b: true }, { a: "1", b: "true" }],
  [textMapOf, undefined, undefined],
  [tagsOf, [TEAM, { Key: "n", Value: 1 }], { team: "a", n: "1" }],
  [tagsOf, undefined, {}],
  [tagsWithOptionalValues, [TEAM, { Key: "bare" }], { team: "a", bare: "" }],
  [tagsWithOptionalValues, undefined, {}],
  [documentOf, { Statement: [] }, '{"Statement":[]}'],
  [documentOf, '{"Statement":[]}', '{"Statement":[]}'],
  [documentOf, undefined, undefined],
];

const REFUSED: readonly (readonly [reader: Reader, value: unknown, sentence: string])[] = [
  [textOf, {}, "{} is not a string"],
  [textOf, ["a"], '["a"] is not a string'],
  [textOf, null, "null is not a string"],
  [numberOf, "many", '"many" is not a number'],
  [numberOf, "", '"" is not a number'],
  [numberOf, true, "true is not a number"],
  [wholeNumberOf, 1.5, "1.5 is not a whole number"],
  [wholeNumberOf, "1.5", '"1.5" is not a whole number'],
  [wholeNumberOf, "", '"" is not a whole number'],
  [booleanOf, "yes", '"yes" is not true or false'],
  [booleanOf, "", '"" is not true or false'],
  [booleanOf, 1, "1 is not true or false"],
  [booleanOf, null, "null is not true or false"],
  [listOf, "a", '"a" is not a list'],
  [listOf, {}, "{} is not a list"],
  [textsOf, "a", '"a" is not a list'],
  [textsOf, [{}], "{} is not a string"],
  [oneOrMoreTexts, {}, "{} is not a string"],
  [recordOf, [], "[] is not an object"],
  [recordOf, "a", '"a" is not an object'],
  [recordOf, null, "null is not an object"],
  [requiredRecord, undefined, "undefined is not an object"],
  [requiredRecord, "a", '"a" is not an object'],
  [textMapOf, { a: {} }, "{} is not a string"],
  [tagsOf, TEAM, '{"Key":"team","Value":"a"} is not a list'],
  [tagsOf, ["team"], '"team" is not an object'],
  [tagsOf, [{ Key: "bare" }], '{"Key":"bare"} is not a Key with its Value'],
  [tagsOf, [{ Value: "a" }], '{"Value":"a"} is not a Key with its Value'],
  [tagsOf, [{ ...TEAM, More: 1 }], '{"More":1} is not one of Key, Value'],
  [tagsWithOptionalValues, [{ Value: "a" }], '{"Value":"a"} is not a Key with its Value'],
  [documentOf, 5, "5 is not an object"],
  [documentOf, [], "[] is not an object"],
];

describe("a value of a template", () => {
  it.each(READ)("%o reads %j", (reader, value, read) => {
    expect(reader(value)).toEqual(read);
  });

  it.each(REFUSED)("%o refuses %j", (reader, value, sentence) => {
    const refusal = { code: "ValidationError", message: `Properties validation failed: ${sentence}`, statusCode: 400 };
    expect(() => reader(value)).toThrow(expect.objectContaining(refusal));
  });

  it("has only the members that its type knows", () => {
    expect(membersOf({ a: 1 }, ["a", "b"])).toEqual({ a: 1 });
    expect(membersOf(undefined, ["a"])).toEqual({});
    expect(() => membersOf({ a: 1, c: 2 }, ["a", "b"])).toThrow('{"c":2} is not one of a, b');
  });

  it("can be a list of pairs", () => {
    expect(pairsOf([{ Name: "QueueName", Value: "q" }], ["Name", "Value"])).toEqual([["QueueName", "q"]]);
    expect(() => pairsOf([{ Name: "QueueName" }], ["Name", "Value"])).toThrow("is not a Name with its Value");
  });

  it("becomes an attribute, documents as JSON", () => {
    const properties = { Delay: 5, Fifo: true, Policy: { a: 1 }, Gone: null, Other: "o" };
    const names = ["Delay", "Fifo", "Policy", "Gone", "Absent"];
    expect(attributesOf(properties, names)).toEqual({ Delay: "5", Fifo: "true", Policy: '{"a":1}' });
  });

  it("is left out when it is not given", () => {
    expect(given({ a: 0, b: undefined, c: "" })).toEqual({ a: 0, c: "" });
  });
});
