/**
 * Lambda under kill -9: the server is killed again and again while fifty functions run. None of them outlives it, and
 * what they were working on, messages of a mapping and asynchronous events, is worked on again until it is done.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { zipSync } from "fflate";
import { afterAll, beforeAll, expect, it } from "vitest";
import { KillableServer } from "./killable-server.ts";
import { startRoll, type Roll } from "./roll.ts";

const CYCLES = 10;
/** Half of them are messages, half of them are events. */
const IN_FLIGHT = 50;
/** So many of them are let go, and as many new ones begin, before each kill. */
const DONE_A_CYCLE = 10;
/** The built command, as users run it; `npm test` builds before it tests. */
const PROGRAM = join(import.meta.dirname, "../../dist/cli/main.js");
const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000";

/** Says that it runs, and goes on when it is told to. */
const HANDLER = `
const { connect } = require("node:net");
exports.handler = (event) => new Promise((resolve) => {
  const [record] = event.Records ?? [];
  const socket = connect(Number(process.env.ROLL_PORT), "127.0.0.1", () => {
    socket.write(JSON.stringify({ id: record?.body ?? event.id, receiptHandle: record?.receiptHandle }) + "\\n");
  });
  socket.once("data", () => { socket.destroy(); resolve(null); });
});`;

let directory: string;
let roll: Roll;
let server: KillableServer | undefined;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "sluice-crash-lambda-"));
  roll = await startRoll();
});
afterAll(async () => {
  await server?.end("SIGKILL");
  roll.close();
  rmSync(directory, { recursive: true, force: true });
});

interface Cloud {
  readonly lambda: LambdaClient;
  readonly sqs: SQSClient;
  readonly queueUrl: (name: string) => string;
}

/** Starts the server on the data of the one before. */
async function begin(): Promise<Cloud> {
  server = new KillableServer(PROGRAM, join(directory, "data"));
  const endpoint = await server.endpoint;
  const settings = { endpoint, region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };
  return {
    lambda: new LambdaClient(settings),
    sqs: new SQSClient(settings),
    queueUrl: (name) => `${endpoint}/000000000000/${name}`,
  };
}

async function setUp({ lambda, sqs }: Cloud): Promise<void> {
  for (const QueueName of ["work", "done"]) {
    await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { VisibilityTimeout: "3600" } }));
  }
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "held",
      Runtime: "nodejs20.x",
      Role: "arn:aws:iam::000000000000:role/worker",
      Handler: "index.handler",
      Timeout: 900,
      Code: { ZipFile: zipSync({ "index.js": Buffer.from(HANDLER) }) },
      Environment: { Variables: { ROLL_PORT: String(roll.port) } },
    }),
  );
  const DestinationConfig = { OnSuccess: { Destination: `${QUEUE_ARN}:done` } };
  await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: "held", DestinationConfig }));
  await lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName: "held",
      EventSourceArn: `${QUEUE_ARN}:work`,
      BatchSize: 1,
      ProvisionedPollerConfig: { MinimumPollers: Math.ceil(IN_FLIGHT / 2 / 10) },
    }),
  );
}

/** Accepts one more piece of work; what is acknowledged here must be done in the end. */
async function accept(id: string, { lambda, sqs, queueUrl }: Cloud): Promise<void> {
  if (id.startsWith("message")) {
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl("work"), MessageBody: id }));
    return;
  }
  const Payload = Buffer.from(JSON.stringify({ id }));
  await lambda.send(new InvokeCommand({ FunctionName: "held", InvocationType: "Event", Payload }));
}

it(`leaves no process and loses no work when it is killed ${CYCLES} times`, { timeout: 300_000 }, async () => {
  const open = new Set<string>();
  const accepted: string[] = [];
  const acceptMore = async (count: number, cloud: Cloud): Promise<void> => {
    for (let added = 0; added < count; added++) {
      const id = `${accepted.length % 2 === 0 ? "message" : "event"}-${accepted.length}`;
      await accept(id, cloud);
      accepted.push(id);
      open.add(id);
    }
  };
  let cloud = await begin();
  await setUp(cloud);
  await acceptMore(IN_FLIGHT, cloud);
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    await roll.present(open);
    for (const id of [...open].slice(0, DONE_A_CYCLE)) {
      await roll.release(id);
      open.delete(id);
    }
    await acceptMore(DONE_A_CYCLE, cloud);
    await roll.present(open);
    // What was let go may have been killed before its end was stored: then it comes once more, and is let go at once.
    roll.letGo(accepted.filter((id) => !open.has(id)));
    const receipts = roll.receiptHandles();
    for (const client of [cloud.lambda, cloud.sqs]) client.destroy();
    await server?.end("SIGKILL");
    // Every function had a connection to this test, which ends with its process.
    await roll.empty();
    cloud = await begin();
    for (const ReceiptHandle of receipts) {
      const QueueUrl = cloud.queueUrl("work");
      await cloud.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    }
  }
  await roll.present(open);
  roll.letGo(accepted);
  await roll.empty();
  const events = accepted.filter((id) => id.startsWith("event"));
  expect(await concluded(events.length, cloud)).toEqual(new Set(events));
  await untilEmpty(cloud);
});

/** The ids of the events whose success was handed on. */
async function concluded(count: number, { sqs, queueUrl }: Cloud): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  while (ids.size < count) {
    const { Messages: found = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl("done"), MaxNumberOfMessages: 10, WaitTimeSeconds: 20 }),
    );
    // Lambda's own record of an invocation, with our payload in it.
    for (const { Body = "" } of found) {
      ids.add((JSON.parse(Body) as { readonly requestPayload: { readonly id: string } }).requestPayload.id);
    }
  }
  return ids;
}

/** Resolves when the mapping has deleted all of its messages, which it does after the functions have ended. */
async function untilEmpty({ sqs, queueUrl }: Cloud): Promise<void> {
  const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
  for (;;) {
    const asked = new GetQueueAttributesCommand({ QueueUrl: queueUrl("work"), AttributeNames: [...AttributeNames] });
    const { Attributes: found = {} } = await sqs.send(asked);
    if (AttributeNames.every((name) => found[name] === "0")) return;
  }
}
