/** Template text: short tags, and text that means harm. */
import { describe, expect, it } from "vitest";
import { parseTemplate } from "./parse.ts";

describe("template text", () => {
  it("reads YAML with short tags as the same data as JSON", () => {
    const yaml = `
A: !Ref X
B: !GetAtt X.Arn.Part
C: !Sub "\${X}-y"
D: !Join [",", [!Ref X, b]]
E: !If [Cond, !Ref A, !Select [0, !Split [",", "a,b"]]]
F: !Sub ["\${V}", {V: !ImportValue e}]
G: !And [!Condition One, !Not [!Equals [a, b]]]
Date: 2012-10-17
Bool: true
Text: "true"
`;
    expect(parseTemplate(yaml)).toEqual({
      A: { Ref: "X" },
      B: { "Fn::GetAtt": ["X", "Arn.Part"] },
      C: { "Fn::Sub": "${X}-y" },
      D: { "Fn::Join": [",", [{ Ref: "X" }, "b"]] },
      E: { "Fn::If": ["Cond", { Ref: "A" }, { "Fn::Select": [0, { "Fn::Split": [",", "a,b"] }] }] },
      F: { "Fn::Sub": ["${V}", { V: { "Fn::ImportValue": "e" } }] },
      G: { "Fn::And": [{ Condition: "One" }, { "Fn::Not": [{ "Fn::Equals": ["a", "b"] }] }] },
      Date: "2012-10-17",
      Bool: true,
      Text: "true",
    });
  });

  it("expands aliases", () => expect(parseTemplate("a: &x {b: 1}\nc: *x")).toEqual({ a: { b: 1 }, c: { b: 1 } }));

  it("takes an alias for the last node before it that has its name", () =>
    expect(parseTemplate("a: &x 1\nb: *x\nc: &x [2]\nd: *x")).toEqual({ a: 1, b: 1, c: [2], d: [2] }));

  it("takes time that grows with the text, not with its square, however many aliases there are", () => {
    const aliases = Array.from({ length: 50_000 }, () => "*x").join(",");
    expect(parseTemplate(`a: &x 1\nb: [${aliases}]`)).toMatchObject({ a: 1, b: { length: 50_000 } });
  });

  const bomb = [
    "a0: &a0 [x,x,x,x,x,x,x,x,x,x]",
    ...Array.from(
      { length: 9 },
      (_, index) => `a${index + 1}: &a${index + 1} [${Array.from({ length: 10 }, () => `*a${index}`).join(",")}]`,
    ),
  ].join("\n");
  it.each([
    ["JSON that ends early", '{"Resources": {', "Template format error: JSON not well-formed. (line 1, column"],
    ["bad YAML", "a: [b", "Template format error: YAML not well-formed."],
    ["a name twice", "a: 1\na: 2", "Template format error: YAML not well-formed. (line 2, column 1)"],
    ["an unknown tag", "a: !Nope b", "Template format error: YAML not well-formed. Unknown tag !Nope"],
    ["a tag that runs code elsewhere", "a: !!js/function 'x'", "YAML not well-formed"],
    ["an alias bomb", bomb, "Template format error: YAML not well-formed. The template holds too many values."],
    ["an alias of nothing", "a: *x", "Template format error: YAML not well-formed."],
    ["an alias of what comes later", "a: *x\nb: &x 1", "Template format error: YAML not well-formed."],
    ["an alias of itself", "a: &a [*a]", "Template format error"],
    ["deep YAML", "[".repeat(20_000), "Template format error"],
    ["deep JSON", `{"a":${"[".repeat(5000)}${"]".repeat(5000)}}`, "Template format error"],
    ["a prototype", '{"__proto__": {"a": 1}}', "The name __proto__ is not allowed"],
  ])("refuses %s", (_name, text, sentence) => expect(() => parseTemplate(text)).toThrow(sentence));
});
