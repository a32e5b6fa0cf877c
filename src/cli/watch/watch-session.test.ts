/** A stack that follows its sources: real files and a real cloud, and the clock and the watcher in the test's hands. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { Lambda } from "@aws-sdk/client-lambda";
import { SQS } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import { createCloud, type Cloud } from "../../server/create-cloud.ts";
import { clientOptions } from "../../deploy/client-options.ts";
import { deploy } from "../../deploy/deploy.ts";
import { templateIn } from "../../deploy/package-template.ts";
import { QUIET_MILLISECONDS } from "./limits.ts";
import { WatchSession } from "./watch-session.ts";

let cloud: Cloud;
let folder: string;
let clock: VirtualClock;
let session: WatchSession;
/** What the session told since it was last asked. */
let told: string[];
/** What the session has its watcher watch, and what it is called with. */
let folders: ReadonlySet<string>;
let changed: () => void;
/** Happens before a new folder is watched, so that nobody is told of it. */
let unseen: () => void;

beforeEach(async () => {
  cloud = await createCloud({});
  folder = mkdtempSync(join(tmpdir(), "sluice-watch-"));
  clock = new VirtualClock(0);
  told = [];
  folders = new Set();
  unseen = () => {};
  write("app.ts", `import { word } from "./lib/word.ts";\nexport const handler = async (): Promise<string> => word;`);
  write("lib/word.ts", `export const word = "one";`);
  write("plain/index.mjs", `export const handler = async () => "plain one";`);
  write("template.yaml", template(""));
  session = newSession();
  await session.start();
});
afterEach(async () => {
  await session.close();
  await cloud.close();
  rmSync(folder, { recursive: true, force: true });
});

const template = (more: string) => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Queue: {Type: "AWS::SQS::Queue", Properties: {QueueName: work}}
  Typed:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: esbuild, BuildProperties: {EntryPoints: [app.ts], Sourcemap: true}}
    Properties: {FunctionName: typed, CodeUri: ., Handler: app.handler, Runtime: nodejs20.x}
  Plain:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: plain, CodeUri: plain, Handler: index.handler, Runtime: nodejs20.x}
${more}`;

function newSession(): WatchSession {
  return new WatchSession({
    templatePath: join(folder, "template.yaml"),
    stackName: "watched",
    endpoint: cloud.endpoint,
    clock,
    watcher(notify) {
      changed = notify;
      return {
        watch(given) {
          const hasNew = [...given].some((each) => !folders.has(each));
          if (hasNew) unseen();
          folders = given;
          return hasNew;
        },
        close: () => (folders = new Set()),
      };
    },
    tell: (line) => told.push(line),
  });
}

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Changes a file that is watched, and lets the session deal with it. Returns what it tells. */
async function change(path: string, text: string): Promise<readonly string[]> {
  write(path, text);
  expect(folders).toContain(join(folder, path, ".."));
  changed();
  return quiet();
}

async function quiet(): Promise<readonly string[]> {
  await clock.advance(QUIET_MILLISECONDS);
  await session.idle();
  return told.splice(0);
}

async function call<Client extends { destroy(): void }, Answer>(
  client: Client,
  ask: (client: Client) => Promise<Answer>,
): Promise<Answer> {
  const answer = await ask(client);
  client.destroy();
  return answer;
}
const options = () => clientOptions(cloud.endpoint);
const invoke = async (FunctionName: string): Promise<unknown> => {
  const { Payload } = await call(new Lambda(options()), (lambda) => lambda.invoke({ FunctionName }));
  return JSON.parse(Payload?.transformToString() ?? "");
};
const stackEvents = async (): Promise<number> => {
  const client = new CloudFormation(options());
  const { StackEvents } = await call(client, (each) => each.describeStackEvents({ StackName: "watched" }));
  return StackEvents?.length ?? 0;
};

describe("a watched stack", () => {
  it("gives a function its new code, and touches neither the stack nor what is queued", async () => {
    const QueueUrl = `${cloud.endpoint}/000000000000/work`;
    await call(new SQS(options()), (sqs) => sqs.sendMessage({ QueueUrl, MessageBody: "kept" }));
    expect(await invoke("typed")).toBe("one");
    const before = await stackEvents();

    expect(await change("lib/word.ts", `export const word = "two";`)).toEqual([
      expect.stringMatching(/^Typed: new code, \d+ bytes \(0 ms\)$/),
    ]);
    expect(await invoke("typed")).toBe("two");
    expect(await change("plain/index.mjs", `export const handler = async () => "plain two";`)).toEqual([
      expect.stringMatching(/^Plain: new code/),
    ]);
    expect(await invoke("plain")).toBe("plain two");

    expect(await stackEvents()).toBe(before);
    const { Messages } = await call(new SQS(options()), (sqs) => sqs.receiveMessage({ QueueUrl }));
    expect(Messages).toMatchObject([{ Body: "kept" }]);
  });

  it("waits until nothing changes any more", async () => {
    await quiet();
    write("lib/word.ts", `export const word = "half`);
    changed();
    await clock.advance(QUIET_MILLISECONDS - 1);
    write("lib/word.ts", `export const word = "whole";`);
    changed();
    await clock.advance(QUIET_MILLISECONDS - 1);
    await session.idle();
    expect(told).toEqual([]);
    expect(await quiet()).toEqual([expect.stringMatching(/^Typed: new code/)]);
    expect(await invoke("typed")).toBe("whole");
  });

  it("says nothing of changes that change no code", async () => {
    expect(await change("lib/word.ts", `export const word = "one"; // The same.`)).toEqual([]);
    expect(await change("README.md", "Not code.")).toEqual([]);
  });

  it("names file and line of what does not build, once, and keeps the code before it running", async () => {
    const complaints = await change("app.ts", `export const handler = async () => {\n  return 1 +;\n};`);
    expect(complaints).toEqual([expect.stringMatching(/^the code of Typed cannot be packaged: /)]);
    expect(complaints[0]).toMatch(/app\.ts:2:\d+: ERROR: Unexpected ";"/);
    expect(complaints[0]).toMatch(/The code before this change keeps running\.$/);
    expect(await invoke("typed")).toBe("one");
    // Another function is not held up by it, and the complaint is not repeated.
    expect(await change("plain/index.mjs", `export const handler = async () => "plain two";`)).toEqual([
      expect.stringMatching(/^Plain: new code/),
    ]);
    expect(await change("app.ts", `export const handler = async () => "repaired";`)).toEqual([
      expect.stringMatching(/^Typed: new code/),
    ]);
    expect(await invoke("typed")).toBe("repaired");
  });

  it("watches what a source begins to import", async () => {
    write("other/new.ts", `export const word = "new one";`);
    await change("app.ts", `import { word } from "./other/new.ts";\nexport const handler = async () => word;`);
    await quiet();
    await change("other/new.ts", `export const word = "new two";`);
    expect(await invoke("typed")).toBe("new two");
  });

  it("sees what changed in a folder before that was watched", async () => {
    await quiet();
    write("other/new.ts", `export const word = "new one";`);
    unseen = () => write("other/new.ts", `export const word = "new two";`);
    await change("app.ts", `import { word } from "./other/new.ts";\nexport const handler = async () => word;`);
    expect(await invoke("typed")).toBe("new one");
    expect(await quiet()).toEqual([expect.stringMatching(/^Typed: new code/)]);
    expect(await invoke("typed")).toBe("new two");
  });

  it("updates the stack when the template changes, and code that changed with it", async () => {
    write("lib/word.ts", `export const word = "two";`);
    expect(await change("template.yaml", template("  Other: {Type: 'AWS::SQS::Queue'}"))).toEqual([
      "watched: stack updated (0 ms)",
    ]);
    expect(await invoke("typed")).toBe("two");
  });

  it("tells why a stack was not updated, and takes the repair", async () => {
    const refused = await change("template.yaml", template("  Other: {Type: 'AWS::SQS::Queue', Properties: {No: 1}}"));
    expect(refused).toEqual([expect.stringContaining("extraneous key [No] is not permitted")]);
    expect(await change("template.yaml", "Resources: {")).toEqual([expect.stringContaining("is not well-formed")]);
    expect(await change("template.yaml", template(""))).toEqual([]);
    expect(await change("lib/word.ts", `export const word = "two";`)).toEqual([expect.stringMatching(/^Typed: /)]);
  });

  it("gives back the template's code when a deployment without watching follows", async () => {
    const before = `export const word = "one";`;
    await change("lib/word.ts", `export const word = "two";`);
    await session.close();
    write("lib/word.ts", before);
    const written = templateIn(join(folder, "template.yaml"));
    const request = { template: written, stackName: "watched", endpoint: cloud.endpoint };
    // For the stack nothing has changed since it was made.
    expect(await deploy(request)).toMatchObject({ changed: true });
    expect(await invoke("typed")).toBe("one");
    expect(await deploy(request)).toMatchObject({ changed: false });
  });
});
