/** Deploying over HTTP to a running cloud: made, found unchanged, changed, refused. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCloud } from "../server/create-cloud.ts";
import type { Cloud } from "../server/create-cloud.ts";
import { deploy } from "./deploy.ts";
import { templateIn } from "./package-template.ts";

let cloud: Cloud;
let folder: string;

beforeAll(async () => {
  cloud = await createCloud({});
  folder = mkdtempSync(join(tmpdir(), "sluice-deploy-"));
  mkdirSync(join(folder, "src"));
  writeFileSync(join(folder, "src/index.mjs"), "export const handler = async () => 1;");
});
afterAll(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true, force: true });
});

const templateOf = (resources: string) => `
Transform: AWS::Serverless-2016-10-31
Parameters: {Delay: {Type: Number, Default: 0}}
Resources:
  Queue: {Type: "AWS::SQS::Queue", Properties: {DelaySeconds: !Ref Delay, VisibilityTimeout: 60}}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: index.handler
      Runtime: nodejs20.x
      Events: {FromQueue: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}}
${resources}
Outputs: {Url: {Value: !Ref Queue}}
`;
const run = (resources = "", parameters: Record<string, string> = {}, log: (line: string) => void = () => {}) => {
  writeFileSync(join(folder, "template.yaml"), templateOf(resources));
  return deploy({
    template: templateIn(join(folder, "template.yaml")),
    stackName: "app",
    endpoint: cloud.endpoint,
    parameters,
    log,
  });
};

describe("deploy", () => {
  it("makes a stack, finds it unchanged, changes it and keeps its parameters", async () => {
    const lines: string[] = [];
    const first = await run("", { Delay: "1" }, (line) => lines.push(line));
    expect(first.changed).toBe(true);
    expect(first.outputs["Url"]).toMatch(/\/000000000000\/app-Queue-/);
    expect(
      lines.some((line) => line.startsWith("CREATE_COMPLETE") && line.includes("AWS::Lambda::Function Work")),
    ).toBe(true);
    expect((await run()).changed).toBe(false);
    const other = await run('  Other: {Type: "AWS::SQS::Queue"}');
    expect(other).toMatchObject({ changed: true, outputs: { Url: first.outputs["Url"] } });
  });

  it("says why a stack did not come about", async () => {
    await expect(run('  Other: {Type: "AWS::SQS::Queue", Properties: {Nope: 1}}')).rejects.toThrow(
      "extraneous key [Nope] is not permitted",
    );
    await expect(run('  Other: {Type: "AWS::SQS::Queue", Properties: {DelaySeconds: 9999}}')).rejects.toThrow(
      /app came to UPDATE_ROLLBACK_COMPLETE\n.*Other/,
    );
  });
});
