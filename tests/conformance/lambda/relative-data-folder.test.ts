/** A data folder that is named from the folder that the server was started in, as `.sluice` is. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, expect, it } from "vitest";
import { openStage, type Stage } from "./stage.ts";

const data = mkdtempSync(join(tmpdir(), "sluice-relative-"));
let stage: Stage | undefined;
afterEach(async () => {
  await stage?.close();
  rmSync(data, { recursive: true, force: true });
});

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Timeout: 20, Handler: index.handler, CodeUri: src}}
Resources:
  Own: {Type: AWS::Serverless::Function, Properties: {FunctionName: own, Runtime: provided.al2023}}
  Node: {Type: AWS::Serverless::Function, Properties: {FunctionName: node, Runtime: nodejs20.x}}
`;

it("is where functions find their code, though they run in a folder of their own", async () => {
  stage = await openStage({ data: relative(process.cwd(), data) });
  mkdirSync(join(stage.folder, "src"));
  writeFileSync(join(stage.folder, "src/bootstrap"), "#!/bin/sh\nexit 7\n", { mode: 0o755 });
  await stage.deploy({
    "template.yaml": TEMPLATE,
    "src/index.js": "exports.handler = async () => require('./word.js');",
    "src/word.js": "module.exports = 'found';",
  });
  expect(await stage.invoke("node")).toEqual({ error: undefined, payload: "found" });
  const { payload } = await stage.invoke("own");
  expect(payload).toMatchObject({ errorMessage: expect.stringContaining("exit status 7") });
});
