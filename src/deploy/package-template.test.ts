/** Packaging: what becomes of code folders, and that the same code is the same artifact. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { packageTemplate, templateIn } from "./package-template.ts";

let folder: string;
let uploaded: Map<string, Uint8Array>;
const upload = async (key: string, bytes: Uint8Array) => {
  uploaded.set(key, bytes);
  return { bucket: "b", key };
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-package-"));
  uploaded = new Map();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (path: string, text: string) => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const packageYaml = async (text: string) => {
  write("template.yaml", text);
  return packageTemplate(templateIn(join(folder, "template.yaml")), { upload });
};
const entriesOf = (bytes: Uint8Array | undefined) =>
  Object.fromEntries(
    Object.entries(unzipSync(bytes ?? new Uint8Array())).map(([name, each]) => [name, Buffer.from(each).toString()]),
  );
const only = () => [...uploaded.values()][0];

describe("packaging", () => {
  it("zips a folder, keeps the template's tags and comments, and names its parameters", async () => {
    write("src/index.mjs", "export const handler = 1;");
    write("src/lib/a.mjs", "1");
    write("src/.git/HEAD", "x");
    const packaged = await packageYaml(`
Parameters:
  P: {Type: String}
Resources:
  F: # the one
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Role: !GetAtt R.Arn
      Description: !Sub "\${P}-x"
`);
    const [key] = [...uploaded.keys()];
    expect(key).toMatch(/^[0-9a-f]{64}\.zip$/);
    expect(packaged.body).toContain(`CodeUri: s3://b/${key}`);
    expect(packaged.body).toContain("!GetAtt R.Arn");
    expect(packaged.body).toContain("# the one");
    expect(packaged.parameterNames).toEqual(["P"]);
    expect(entriesOf(only())).toEqual({ "index.mjs": "export const handler = 1;", "lib/a.mjs": "1" });
  });

  it("gives the same code the same key, whenever its files were written", async () => {
    const template = "Resources: {F: {Type: AWS::Lambda::Function, Properties: {Code: src}}}";
    write("src/a.js", "1");
    write("src/b.js", "2");
    const first = await packageYaml(template);
    utimesSync(join(folder, "src/a.js"), 1_000_000_000, 1_000_000_000);
    const second = await packageYaml(template);
    expect(uploaded.size).toBe(1);
    expect(second.body).toBe(first.body);
    expect(parse(second.body)).toMatchObject({ Resources: { F: { Properties: { Code: { S3Bucket: "b" } } } } });
    chmodSync(join(folder, "src/a.js"), 0o755);
    await packageYaml(template);
    expect(uploaded.size).toBe(2);
  });

  it("bundles TypeScript as the SAM CLI does, and leaves the SDK to the runtime", async () => {
    write(
      "src/app.ts",
      'import { S3Client } from "@aws-sdk/client-s3"; import { two } from "./two.ts"; export const handler = (): unknown => [S3Client, two];',
    );
    write("src/two.ts", "export const two: number = 2;");
    await packageYaml(`
Globals: {Function: {CodeUri: src}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: esbuild, BuildProperties: {EntryPoints: [app.ts], Target: es2022, Sourcemap: true, Minify: false}}
`);
    const entries = entriesOf(only());
    expect(Object.keys(entries)).toEqual(["app.js", "app.js.map"]);
    expect(entries["app.js"]).toContain('require("@aws-sdk/client-s3")');
    expect(entries["app.js"]).toContain("var two = 2");
  });

  it("zips what layers are made of", async () => {
    write("words/nodejs/node_modules/words/index.js", "exports.word = 1;");
    const { body, functions } = await packageYaml(`
Globals: {Function: {CodeUri: elsewhere}}
Resources:
  A: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: words}}
  B: {Type: AWS::Lambda::LayerVersion, Properties: {Content: words}}
  C: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://x/y}}
  D: {Type: AWS::Lambda::LayerVersion, Properties: {Content: {S3Bucket: x, S3Key: y}}}
`);
    const [key = ""] = uploaded.keys();
    expect(uploaded.size).toBe(1);
    expect(entriesOf(only())).toEqual({ "nodejs/node_modules/words/index.js": "exports.word = 1;" });
    expect(parse(body)).toMatchObject({
      Resources: {
        A: { Properties: { ContentUri: `s3://b/${key}` } },
        B: { Properties: { Content: { S3Bucket: "b", S3Key: key } } },
        C: { Properties: { ContentUri: "s3://x/y" } },
        D: { Properties: { Content: { S3Bucket: "x", S3Key: "y" } } },
      },
    });
    // A change of a layer is a version of its own, which no swap of code makes.
    expect(functions.map(({ id, isPublished }) => [id, isPublished])).toEqual([
      ["A", true],
      ["B", true],
    ]);
  });

  it.each([
    ["that is not there", "Properties: {ContentUri: nowhere}", "the code of L is not there"],
    [
      "that is to be built",
      "Properties: {ContentUri: .}\n    Metadata: {BuildMethod: python3.12}",
      "the build method python3.12 is not supported",
    ],
  ])("refuses a layer %s", async (_name, more, sentence) => {
    await expect(
      packageYaml(`Resources:\n  L:\n    Type: AWS::Serverless::LayerVersion\n    ${more}\n`),
    ).rejects.toThrow(sentence);
  });

  it("leaves alone what is not here", async () => {
    const { body } = await packageYaml(`
Resources:
  A: {Type: AWS::Serverless::Function, Properties: {CodeUri: s3://x/y}}
  B: {Type: AWS::Serverless::Function, Properties: {InlineCode: x}}
  C: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: x}}}
  D: {Type: AWS::SQS::Queue}
`);
    expect(uploaded.size).toBe(0);
    expect(body).toContain("CodeUri: s3://x/y");
  });

  it.each([
    ["code that is not there", "Properties: {CodeUri: nowhere}", "the code of F is not there"],
    [
      "another build method",
      "Properties: {CodeUri: .}\n    Metadata: {BuildMethod: go1.x}",
      "the build method go1.x is not supported",
    ],
    [
      "another build property",
      "Properties: {CodeUri: .}\n    Metadata: {BuildMethod: esbuild, BuildProperties: {EntryPoints: [a.ts], Splitting: true}}",
      "the build property Splitting is not supported",
    ],
    [
      "no entry point",
      "Properties: {CodeUri: .}\n    Metadata: {BuildMethod: esbuild}",
      "BuildProperties must name EntryPoints",
    ],
  ])("refuses %s", async (_name, more, sentence) => {
    await expect(packageYaml(`Resources:\n  F:\n    Type: AWS::Serverless::Function\n    ${more}\n`)).rejects.toThrow(
      sentence,
    );
  });
});
