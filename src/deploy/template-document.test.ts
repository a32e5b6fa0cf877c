/** Both ways of seeing a template, on the same one. */
import { describe, expect, it } from "vitest";
import { readTemplate } from "../server/read-template.ts";
import { treeDocument, yamlDocument } from "./template-document.ts";

const TEXT = `# What is said here stays.
Parameters: {Greeting: {Type: String}}
Resources:
  Run:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: code/ # below this folder
      Role: !GetAtt Role.Arn
    Metadata: {BuildMethod: esbuild, BuildProperties: {Target: es2022, External: [a, b]}}
  Role: {Type: "AWS::IAM::Role"}
`;
const URI = ["Resources", "Run", "Properties", "CodeUri"];

describe.each([
  ["in YAML", () => yamlDocument(TEXT)],
  ["that was read already", () => treeDocument(readTemplate(TEXT))],
])("a template %s", (_, made) => {
  it.each<[path: readonly string[], value: unknown]>([
    [URI, "code/"],
    [["Resources", "Run", "Metadata", "BuildProperties"], { Target: "es2022", External: ["a", "b"] }],
    [["Resources", "Run", "Properties", "InlineCode"], undefined],
    [["Resources", "Nothing", "Type"], undefined],
    [[...URI, "Bucket"], undefined],
  ])("says at %j what it says", (path, value) => {
    expect(made().get(path)).toEqual(value);
  });

  it("names what is in its sections", () => {
    expect(["Resources", "Parameters", "Outputs"].map((section) => made().names([section]))).toEqual([
      ["Run", "Role"],
      ["Greeting"],
      [],
    ]);
  });

  it("has another text when its code is elsewhere, and stays as it is", () => {
    const document = made();
    const place = { S3Bucket: "b", S3Key: "k" };
    const layer = ["Resources", "Layer", "Properties", "Content"];
    const text = document.textWith([
      { path: URI, value: "s3://b/k" },
      { path: layer, value: place },
    ]);
    const expected: unknown = readTemplate(
      TEXT.replace("code/", "s3://b/k").concat("  Layer: {Properties: {Content: {S3Bucket: b, S3Key: k}}}"),
    );
    expect(readTemplate(text)).toEqual(expected);
    expect(document.get(URI)).toBe("code/");
  });
});

it("keeps the comments of YAML", () => {
  const text = yamlDocument(TEXT).textWith([{ path: URI, value: "s3://b/k" }]);
  expect(text).toContain("# What is said here stays.");
});

it("says where a text is not well-formed", () => {
  expect(() => yamlDocument("a: 1\na: 2")).toThrow(/at line 2, column 1$/);
  expect(() => readTemplate("a: 1\na: 2")).toThrow("YAML not well-formed. (line 2, column 1)");
});
