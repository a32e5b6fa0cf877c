/** What each function of a template gives, and what is said when it has nothing to give. */
import { describe, expect, it } from "vitest";
import { KNOWN_AFTER_APPLY, NO_VALUE } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { resolveValue } from "./intrinsics.ts";

const environment: Environment = {
  pseudoParameters: new Map([
    ["AWS::Region", "us-east-1"],
    ["AWS::AccountId", "123456789012"],
  ]),
  parameters: new Map<string, string | readonly string[]>([
    ["P", "p"],
    ["L", ["a", "b"]],
  ]),
  mappings: new Map([["M", { k: { a: "v", l: ["x", "y"] } }]]),
  conditions: new Map([
    ["Yes", true],
    ["No", false],
  ]),
  resource: (id) => (id === "R" ? { physicalId: "r-1", attributes: { Arn: "arn:r", "A.B": "ab" } } : undefined),
  exported: (name) => (name === "e" ? "ev" : undefined),
};

describe("functions of a template", () => {
  it.each<[string, unknown, unknown]>([
    ["a plain value", { a: [1, true, "x"] }, { a: [1, true, "x"] }],
    ["Ref of a parameter", { Ref: "P" }, "p"],
    ["Ref of a list", { Ref: "L" }, ["a", "b"]],
    ["Ref of a pseudo parameter", { Ref: "AWS::Region" }, "us-east-1"],
    ["Ref of a resource", { Ref: "R" }, "r-1"],
    ["Ref of a resource to come", { Ref: "Later" }, KNOWN_AFTER_APPLY],
    ["AWS::NoValue in a map", { a: { Ref: "AWS::NoValue" }, b: 1 }, { b: 1 }],
    ["AWS::NoValue in a list", [{ Ref: "AWS::NoValue" }, 1], [1]],
    ["AWS::NoValue alone", { Ref: "AWS::NoValue" }, NO_VALUE],
    ["GetAtt as a list", { "Fn::GetAtt": ["R", "Arn"] }, "arn:r"],
    ["GetAtt as text", { "Fn::GetAtt": "R.A.B" }, "ab"],
    ["GetAtt in three parts", { "Fn::GetAtt": ["R", "A", "B"] }, "ab"],
    ["Sub", { "Fn::Sub": "${P}-${R}-${R.Arn}-${AWS::Region}-${!Literal}" }, "p-r-1-arn:r-us-east-1-${Literal}"],
    ["Sub with variables", { "Fn::Sub": ["${V}${P}", { V: { Ref: "R" } }] }, "r-1p"],
    ["Sub with a value that looks like one", { "Fn::Sub": ["${V}", { V: "${P} $& $1" }] }, "${P} $& $1"],
    ["Join", { "Fn::Join": ["-", ["a", { Ref: "P" }, 3]] }, "a-p-3"],
    ["Join of a list parameter", { "Fn::Join": [",", { Ref: "L" }] }, "a,b"],
    ["Split", { "Fn::Split": [",", "a,b"] }, ["a", "b"]],
    ["Select by text", { "Fn::Select": ["1", ["a", "b"]] }, "b"],
    ["Select of Split", { "Fn::Select": [0, { "Fn::Split": ["-", { Ref: "R" }] }] }, "r"],
    ["Select of what is to come", { "Fn::Select": [3, { "Fn::Split": [":", { Ref: "Later" }] }] }, KNOWN_AFTER_APPLY],
    ["If", [{ "Fn::If": ["Yes", 1, 2] }, { "Fn::If": ["No", 1, { Ref: "P" }] }], [1, "p"]],
    ["FindInMap", { "Fn::FindInMap": ["M", "k", "a"] }, "v"],
    ["FindInMap of a list", { "Fn::FindInMap": ["M", "k", "l"] }, ["x", "y"]],
    ["ImportValue", { "Fn::ImportValue": "e" }, "ev"],
    ["Base64", { "Fn::Base64": "ä" }, "w6Q="],
    [
      "a policy's Condition",
      { Condition: { StringEquals: { a: { Ref: "P" } } } },
      { Condition: { StringEquals: { a: "p" } } },
    ],
    ["a name from Object.prototype", { constructor: 1 }, { constructor: 1 }],
  ])("evaluate: %s", (_name, value, result) => expect(resolveValue(value, environment)).toEqual(result));

  it.each<[string, unknown, string]>([
    [
      "GetAtt of Object.prototype",
      { "Fn::GetAtt": ["R", "constructor"] },
      "resource R does not support attribute type constructor in Fn::GetAtt",
    ],
    [
      "GetAtt of an unknown attribute",
      { "Fn::GetAtt": ["R", "Nope"] },
      "Template error: resource R does not support attribute type Nope in Fn::GetAtt",
    ],
    [
      "GetAtt of nothing",
      { "Fn::GetAtt": ["R", ""] },
      "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
    ],
    ["Join of no list", { "Fn::Join": ["-", "a"] }, "Template error: every Fn::Join object requires two parameters"],
    [
      "Select beyond the end",
      { "Fn::Select": [2, ["a"]] },
      "Template error: Fn::Select cannot select nonexistent value at index 2",
    ],
    [
      "Select without a list",
      { "Fn::Select": "a" },
      "Template error: Fn::Select requires a list argument with two elements: an integer index and a list",
    ],
    [
      "Split of a list",
      { "Fn::Split": [",", ["a"]] },
      "Template error: every Fn::Split object requires two parameters",
    ],
    [
      "If on an unknown condition",
      { "Fn::If": ["Maybe", 1, 2] },
      "Template error: unresolved condition dependency Maybe in Fn::If",
    ],
    [
      "FindInMap of nothing",
      { "Fn::FindInMap": ["M", "k", "toString"] },
      "Template error: Unable to get mapping for M::k::toString",
    ],
    [
      "Equals of three",
      { "Fn::Equals": [1, 2, 3] },
      "Template error: every Fn::Equals object requires a list of 2 string parameters.",
    ],
    ["ImportValue of nothing", { "Fn::ImportValue": "n" }, "No export named n found."],
    [
      "Sub of a list value",
      { "Fn::Sub": "${L}" },
      "Template error: Fn::Sub expression does not resolve to a string: L",
    ],
    ["an unknown function", { "Fn::Nope": 1 }, "Template error: Unrecognized function Fn::Nope"],
    ["Cidr", { "Fn::Cidr": ["10.0.0.0/16", 1, 8] }, "Sluice does not implement the function Fn::Cidr."],
    [
      "a dynamic reference",
      "{{resolve:ssm:name}}",
      "Sluice does not implement the dynamic reference {{resolve:ssm:name}}.",
    ],
  ])("refuse: %s", (_name, value, sentence) => {
    expect(() => resolveValue(value, environment)).toThrow(sentence);
  });
});
