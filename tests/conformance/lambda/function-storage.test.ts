/** Functions that have a /tmp of their own, as large as their template says, from the template to the full disk. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createCloud } from "../../../src/server/create-cloud.ts";
import { lackOfIsolation } from "../../../src/runtime/function-workbench.fixture.ts";
import { lackOf } from "../sqs/python-program.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage | undefined;
const folders: string[] = [];
afterEach(async () => {
  await stage?.close();
  stage = undefined;
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(parent: string): string {
  const made = mkdtempSync(join(parent, "sluice-function-storage-"));
  folders.push(made);
  return made;
}

const template = (runtime: string, size: number): string => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Shelf: {Type: AWS::S3::Bucket, Properties: {BucketName: shelf}}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      {FunctionName: worker, Runtime: ${runtime}, Handler: index.handler, CodeUri: src, Timeout: 30,
       EphemeralStorage: {Size: ${size}}}
`;

/** Takes room for a file of so many MB without writing it, and uses the SDK. */
const NODEJS = `
const { S3 } = require("@aws-sdk/client-s3"), { spawnSync } = require("child_process");
exports.handler = async ({ megabytes }) => {
  const { stderr } = spawnSync("fallocate", ["-l", megabytes + "M", "/tmp/file"], { encoding: "utf8" });
  await new S3().putObject({ Bucket: "shelf", Key: "key", Body: "" });
  return [stderr.includes("No space left on device"), require("fs").readdirSync("/tmp").includes("file")];
};`;
const PYTHON = `
import boto3, errno, os
def handler(event, context):
    file = os.open("/tmp/file", os.O_CREAT | os.O_WRONLY)
    is_full = False
    try:
        os.posix_fallocate(file, 0, event["megabytes"] << 20)
    except OSError as error:
        is_full = error.errno == errno.ENOSPC
    os.close(file)
    boto3.client("s3").put_object(Bucket="shelf", Key="key", Body=b"")
    return [is_full, os.listdir("/tmp").count("file") == 1]
`;

const lack = lackOfIsolation();
const title = (runtime: string, missing = lack): string =>
  missing === undefined ? runtime : `${runtime}: not run, since ${missing}`;

describe.each([
  { runtime: "nodejs20.x", file: "index.js", code: NODEJS, missing: lack },
  { runtime: "python3.12", file: "index.py", code: PYTHON, missing: lack ?? lackOf("boto3", "boto3") },
])("isolated storage", ({ runtime, file, code, missing }) => {
  it.skipIf(missing !== undefined)(title(`has the size of the template, in ${runtime}`, missing), async () => {
    // In memory the code lies beneath /tmp, with a data folder elsewhere.
    for (const data of [undefined, makeFolder("/var/tmp")]) {
      stage = await openStage({ functionStorage: "isolated", ...(data === undefined ? {} : { data }) });
      await stage.deploy({ "template.yaml": template(runtime, 512), [`src/${file}`]: code });
      expect(await stage.invoke("worker", { megabytes: 600 })).toEqual({ error: undefined, payload: [true, true] });
      await stage.deploy({ "template.yaml": template(runtime, 1024) });
      expect(await stage.invoke("worker", { megabytes: 600 })).toEqual({ error: undefined, payload: [false, true] });
      const { EphemeralStorage } = await stage.lambda.getFunctionConfiguration({ FunctionName: "worker" });
      expect(EphemeralStorage).toEqual({ Size: 1024 });
      await stage.close();
      stage = undefined;
    }
  });
});

it("a template with another size is refused while functions share the machine's /tmp", async () => {
  stage = await openStage();
  const files = { "template.yaml": template("nodejs20.x", 1024), "src/index.js": NODEJS };
  await expect(stage.deploy(files)).rejects.toThrow("--function-storage isolated");
});

it.skipIf(lack !== undefined)(title("what was stored with another size says so where it cannot be held"), async () => {
  const data = makeFolder(tmpdir());
  stage = await openStage({ functionStorage: "isolated", data });
  await stage.deploy({ "template.yaml": template("nodejs20.x", 1024), "src/index.js": NODEJS });
  await stage.close();
  stage = await openStage({ data });
  await expect(stage.invoke("worker", { megabytes: 1 })).rejects.toThrow("--function-storage isolated");
});

it("a cloud does not start where the machine cannot do it", async () => {
  const path = process.env["PATH"];
  const programs = makeFolder(tmpdir());
  writeFileSync(join(programs, "unshare"), "#!/bin/sh\necho not permitted >&2\nexit 1\n", { mode: 0o755 });
  process.env["PATH"] = `${programs}:${path}`;
  try {
    await expect(createCloud({ functionStorage: "isolated" })).rejects.toThrow("Isolated function storage needs Linux");
  } finally {
    process.env["PATH"] = path;
  }
});
