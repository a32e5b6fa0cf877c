/** Filter patterns on message bodies, case by case. */
import { describe, expect, it } from "vitest";
import { bodyFilter } from "./filter.ts";

describe("a filter", () => {
  it.each<[pattern: string, body: string, passes: boolean]>([
    ['{"body":{"type":["a","b"]}}', '{"type":"b"}', true],
    ['{"body":{"type":["a","b"]}}', '{"type":"c"}', false],
    ['{"body":{"type":["a"]}}', "{}", false],
    ['{"body":{"type":["a"]}}', "plain", false],
    ['{"body":{"type":["a"],"size":[1]}}', '{"type":"a","size":1}', true],
    ['{"body":{"type":["a"],"size":[1]}}', '{"type":"a","size":2}', false],
    ['{"body":{"size":[1]}}', '{"size":"1"}', false],
    ['{"body":{"type":[null]}}', '{"type":null}', true],
    ['{"body":{"type":["a"]}}', '{"type":["z","a"]}', true],
    ['{"body":{"deep":{"er":["x"]}}}', '{"deep":{"er":"x"}}', true],
    ['{"body":{"deep":{"er":["x"]}}}', '{"deep":[{"er":"y"},{"er":"x"}]}', true],
    ['{"body":{"t":[{"prefix":"ab"}]}}', '{"t":"abc"}', true],
    ['{"body":{"t":[{"suffix":"bc"}]}}', '{"t":"abc"}', true],
    ['{"body":{"t":[{"prefix":"b"}]}}', '{"t":"abc"}', false],
    ['{"body":{"t":[{"equals-ignore-case":"ABC"}]}}', '{"t":"abc"}', true],
    ['{"body":{"t":[{"anything-but":["x"]}]}}', '{"t":"y"}', true],
    ['{"body":{"t":[{"anything-but":["x"]}]}}', '{"t":"x"}', false],
    ['{"body":{"t":[{"anything-but":"x"}]}}', "{}", false],
    ['{"body":{"t":[{"exists":true}]}}', '{"t":0}', true],
    ['{"body":{"t":[{"exists":false}]}}', '{"t":0}', false],
    ['{"body":{"t":[{"exists":false}]}}', "{}", true],
    ['{"body":{"n":[{"numeric":[">",1,"<=",3]}]}}', '{"n":3}', true],
    ['{"body":{"n":[{"numeric":[">",1,"<=",3]}]}}', '{"n":1}', false],
    ['{"body":{"n":[{"numeric":["=",3]}]}}', '{"n":"3"}', false],
    ['{"body":["hello"]}', "hello", true],
    ['{"body":["hello"]}', "bye", false],
    ['{"body":["hello"]}', '{"a":1}', false],
    ['{"body":{"hasOwnProperty":["x"]}}', "{}", false],
  ])("%s on %s", (pattern, body, passes) => {
    expect(bodyFilter([pattern])(body)).toBe(passes);
  });

  it("passes everything without a pattern, and what matches any of several", () => {
    expect(bodyFilter([])("x")).toBe(true);
    const several = bodyFilter(['{"body":["a"]}', '{"body":["b"]}']);
    expect(["a", "b", "c"].map(several)).toEqual([true, true, false]);
  });
});
