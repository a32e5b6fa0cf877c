/** The life of a function as people lead it: through boto3, and through the AWS CLI command by command. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lackOf, startPython } from "../sqs/python-program.ts";
import { startCommandLine } from "./command-line.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const NO_BOTO3 = lackOf("boto3", "boto3");
const NO_CLI = lackOf("awscli.clidriver", "awscli");
const titleOf = (name: string, missing: string | undefined): string =>
  missing === undefined ? name : `${name}: not run, since there is no ${missing}`;

describe("the life of a function", () => {
  it.runIf(NO_BOTO3 === undefined)(titleOf("through boto3", NO_BOTO3), async () => {
    const program = startPython<unknown>(join("..", "lambda", "life.py"), [stage.cloud.endpoint]);
    expect(await program.next()).toEqual({
      created: ["$LATEST", "Active"],
      invoked: [200, null, { version: 1 }],
      tail: ["INIT_START", "START", "version", "END", "REPORT"],
      failed: [200, "Unhandled", "ValueError", "a bad one"],
      "dry run": [204, null, null],
      updated: [true, { version: 2 }],
      configured: [9, { Variables: { STAGE: "test" } }, "Successful"],
      event: [202, null, null],
      reserved: 0,
      throttled: "TooManyRequestsException",
      mapped: ["Enabled"],
      unmapped: [],
      log: ["version 1 got 1", "version 1 got bad", "version 2 got 2", "version 2 got 3", "version 2 got a job"],
      deleted: "ResourceNotFoundException",
    });
    await program.end();
  });

  it.runIf(NO_CLI === undefined)(titleOf("through the AWS CLI", NO_CLI), async () => {
    const cli = startCommandLine(stage);
    const aws = cli.run;
    const zip = (version: number): string => {
      const code = `exports.handler = async (event) => { console.log("got", event.n); return { version: ${version} }; };`;
      const file = join(stage.folder, `${version}.zip`);
      writeFileSync(file, zipSync({ "index.js": strToU8(code) }));
      return file;
    };
    const out = join(stage.folder, "out.json");
    const named = ["--function-name", "cli-life"];
    const invoke = ["lambda", "invoke", ...named];

    const role = "arn:aws:iam::000000000000:role/worker";
    const code = ["--runtime", "nodejs20.x", "--handler", "index.handler", "--role", role];
    const created = await aws("lambda", "create-function", ...named, ...code, "--zip-file", `fileb://${zip(1)}`);
    expect(created).toMatchObject({ FunctionName: "cli-life", Version: "$LATEST" });
    const tailed = await aws(...invoke, "--payload", '{"n":1}', "--log-type", "Tail", out);
    // The CLI shows the members of the answer; the result is in the file.
    const { LogResult = "", StatusCode } = tailed as { readonly LogResult?: string; readonly StatusCode?: number };
    expect(StatusCode).toBe(200);
    expect(Buffer.from(LogResult, "base64").toString()).toMatch(/START RequestId.*\tgot 1\n.*REPORT/s);

    await aws("s3", "mb", "s3://cli-code");
    await aws("s3", "cp", zip(2), "s3://cli-code/two.zip");
    await aws("lambda", "update-function-code", ...named, "--s3-bucket", "cli-code", "--s3-key", "two.zip");
    expect(await aws(...invoke, "--invocation-type", "Event", "--payload", '{"n":2}', out)).toEqual({
      StatusCode: 202,
    });
    expect((await stage.invoke("cli-life", { n: 3 })).payload).toEqual({ version: 2 });
    expect((await stage.log("cli-life")).flatMap((line) => /\tgot (\d)$/.exec(line)?.[1] ?? []).toSorted()).toEqual([
      "1",
      "2",
      "3",
    ]);

    const limit = ["--reserved-concurrent-executions", "2"];
    const reserved = { ReservedConcurrentExecutions: 2 };
    expect(await aws("lambda", "put-function-concurrency", ...named, ...limit)).toEqual(reserved);
    expect(await aws("lambda", "get-function", ...named)).toMatchObject({ Concurrency: reserved });
    await stage.sqs.createQueue({ QueueName: "cli-jobs" });
    const source = ["--event-source-arn", "arn:aws:sqs:us-east-1:000000000000:cli-jobs"];
    const mapping = await aws("lambda", "create-event-source-mapping", ...named, ...source, "--batch-size", "3");
    const { UUID = "" } = mapping as { readonly UUID?: string };
    expect(await aws("lambda", "list-event-source-mappings", ...named)).toMatchObject({
      EventSourceMappings: [{ UUID, BatchSize: 3, State: "Enabled" }],
    });
    await aws("lambda", "delete-event-source-mapping", "--uuid", UUID);
    await aws("lambda", "delete-function", ...named);
    await expect(aws("lambda", "get-function", ...named)).rejects.toThrow("ResourceNotFoundException");
    await cli.end();
  });
});
