/**
 * The same calls through three clients that are not ours, each of which makes things of its own and looks at what the
 * others made: what they see has to be equal.
 */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { ApiGatewayV2 } from "@aws-sdk/client-apigatewayv2";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWireCloud, type WireCloud } from "../harness/wire.ts";

const START = Date.UTC(2026, 0, 15, 12);
const ENVIRONMENT = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_DEFAULT_REGION: "us-east-1" };

/** One call: botocore's name of the service, the operation, and its parameters, in which bytes are `{bytes}` or `{base64}`. */
type Call = readonly [service: string, operation: string, parameters: Readonly<Record<string, unknown>>];

/** A client that carries out calls one after the other, and gives each answer as plain data. */
interface Client {
  readonly name: string;
  run(calls: readonly Call[]): Promise<readonly unknown[]>;
}

let cloud: WireCloud;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "sluice-clients-"));
  // The AWS CLI's own defaults show times in two ways and read bytes in two ways, by its version.
  writeFileSync(
    join(directory, "config"),
    "[default]\ncli_timestamp_format = iso8601\ncli_binary_format = raw-in-base64-out\n",
  );
  cloud = await startWireCloud({ clock: "virtual", startAt: START, seed: 1 });
});
afterAll(async () => {
  await cloud.close();
  rmSync(directory, { recursive: true, force: true });
});

function javascript(): Client {
  const config = { ...cloud.clientConfig, maxAttempts: 1 };
  const clients: Readonly<Record<string, object & { destroy(): void }>> = {
    sqs: new SQS(config),
    sns: new SNS(config),
    lambda: new Lambda(config),
    s3: new S3({ ...config, forcePathStyle: true }),
    logs: new CloudWatchLogs(config),
    cloudwatch: new CloudWatch(config),
    apigateway: new APIGateway(config),
    apigatewayv2: new ApiGatewayV2(config),
  };
  return {
    name: "javascript",
    async run(calls) {
      const answers: unknown[] = [];
      for (const [service, operation, parameters] of calls) {
        const method = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}`;
        // The aggregated clients have a method for each operation.
        const client = clients[service] as unknown as Record<
          string,
          (input: unknown) => Promise<Record<string, unknown>>
        >;
        const { $metadata: _, ...answer } = (await client[method]?.(given(parameters))) ?? {};
        answers.push(await shown(answer));
      }
      for (const client of Object.values(clients)) client.destroy();
      return answers;
    },
  };
}

function given(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(given);
  if ("bytes" in value) return Buffer.from(String(value.bytes));
  if ("time" in value) return new Date(String(value.time));
  if ("base64" in value) return Buffer.from(String(value.base64), "base64");
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, given(member)]));
}

async function shown(value: unknown): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Promise.all(value.map(shown));
  if (value instanceof Date) return value.toISOString();
  if ("transformToString" in value && typeof value.transformToString === "function") return value.transformToString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  const members: [string, unknown][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) members.push([name, await shown(member)]);
  }
  return Object.fromEntries(members);
}

function boto3(python: string): Client {
  return {
    name: "boto3",
    async run(calls) {
      const input = JSON.stringify({ endpoint: cloud.endpoint, calls });
      // What it prints is the list of answers.
      return JSON.parse(await output(python, [join(import.meta.dirname, "clients.py")], input)) as readonly unknown[];
    },
  };
}

/** Each call is a process; what the CLI takes from files and gives as files goes through the test's folder. */
function commandLine(aws: string): Client {
  return {
    name: "cli",
    async run(calls) {
      const answers: unknown[] = [];
      for (const [service, operation, parameters] of calls) {
        const printed = await output(aws, commandOf(service, operation, parameters), "");
        const answer: unknown = printed.trim() === "" ? {} : JSON.parse(printed);
        const file = RESULT_FILES[operation];
        if (file === undefined) answers.push(answer);
        // What the CLI prints beside a file is an object.
        else answers.push({ ...(answer as object), [file]: readFileSync(join(directory, "out"), "utf8") });
      }
      return answers;
    },
  };
}

/** The members of answers that the CLI writes into a file. */
const RESULT_FILES: Readonly<Record<string, string>> = { GetObject: "Body", Invoke: "Payload" };
/** The parameters that the CLI reads from a file. */
const FILE_PARAMETERS: Readonly<Record<string, readonly [member: string, option: string]>> = {
  PutObject: ["Body", "--body"],
  CreateFunction: ["Code", "--zip-file"],
};

function commandOf(
  service: string,
  operation: string,
  parameters: Readonly<Record<string, unknown>>,
): readonly string[] {
  const command = kebab(operation);
  const [member = "", option = ""] = FILE_PARAMETERS[operation] ?? [];
  const { [member]: content, ...rest } = parameters;
  const files = content === undefined ? [] : [option, fileOf(content)];
  const common = ["--endpoint-url", cloud.endpoint, "--output", "json"];
  const named = [service === "s3" ? "s3api" : service, command];
  // Where the CLI is told a file to write to, it wants every other parameter as an option too.
  if (operation in RESULT_FILES) return [...named, ...optionsOf(rest), ...common, join(directory, "out")];
  return [...named, "--cli-input-json", JSON.stringify(plain(rest)), ...common, ...files];
}

function optionsOf(parameters: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(parameters).flatMap(([name, value]) => [`--${kebab(name)}`, String(plain(value))]);
}

const kebab = (name: string): string => name.replaceAll(/(?!^)([A-Z])/g, "-$1").toLowerCase();

/** Writes the bytes of a parameter down, wherever in it they are, and names the file as the CLI wants it named. */
function fileOf(content: unknown): string {
  const isCode = typeof content === "object" && content !== null && "ZipFile" in content;
  const bytes = given(isCode ? content.ZipFile : content);
  const path = join(directory, "in");
  writeFileSync(path, bytes as Uint8Array);
  return isCode ? `fileb://${path}` : path;
}

/** In JSON, the CLI takes bytes as the text that they are. */
function plain(value: unknown): unknown {
  if (isBytes(value)) return value.bytes;
  return JSON.parse(
    JSON.stringify(value, (_, member: unknown) =>
      isBytes(member) ? member.bytes : isTime(member) ? member.time : member,
    ),
  );
}

function isTime(value: unknown): value is { readonly time: string } {
  return typeof value === "object" && value !== null && "time" in value;
}

function isBytes(value: unknown): value is { readonly bytes: string } {
  return typeof value === "object" && value !== null && "bytes" in value;
}

function output(command: string, args: readonly string[], input: string): Promise<string> {
  const settings = {
    AWS_CONFIG_FILE: join(directory, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(directory, "none"),
    AWS_MAX_ATTEMPTS: "1",
    AWS_PAGER: "",
  };
  const env = { PATH: process.env["PATH"], HOME: directory, ...ENVIRONMENT, ...settings };
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { env, maxBuffer: 1 << 24 }, (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(`${command} ${args.slice(0, 2).join(" ")}: ${stderr}`)),
    );
    child.stdin?.end(input);
  });
}

const ARCHIVE = {
  base64: Buffer.from(
    zipSync(
      { "index.js": strToU8("exports.handler = async (event, context) => ({ event, name: context.functionName })") },
      { mtime: new Date(START) },
    ),
  ).toString("base64"),
};
const ATTRIBUTES = {
  text: { DataType: "String", StringValue: "grüße" },
  count: { DataType: "Number", StringValue: "12.5" },
  raw: { DataType: "Binary", BinaryValue: { bytes: "some bytes" } },
};
const own = (client: string): string => `made-by-${client}`;
const arn = (service: string, name: string): string => `arn:aws:${service}:us-east-1:000000000000:${name}`;
const urlOf = (queue: string): string => `${cloud.endpoint}/000000000000/${queue}`;

/** What each client makes for itself. */
const makes = (name: string): readonly Call[] => [
  ["sqs", "CreateQueue", { QueueName: name, Attributes: { VisibilityTimeout: "45" }, tags: { team: "blue" } }],
  ["sns", "CreateTopic", { Name: name, Attributes: { DisplayName: "News" } }],
  [
    "lambda",
    "CreateFunction",
    {
      FunctionName: name,
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Role: "arn:aws:iam::000000000000:role/worker",
      Environment: { Variables: { COLOUR: "red" } },
      Code: { ZipFile: ARCHIVE },
    },
  ],
  ["s3", "CreateBucket", { Bucket: name }],
  ["logs", "CreateLogGroup", { logGroupName: name, tags: { team: "blue" } }],
  ["logs", "CreateLogStream", { logGroupName: name, logStreamName: "main" }],
  [
    "cloudwatch",
    "PutMetricAlarm",
    {
      AlarmName: name,
      Namespace: "Shop",
      MetricName: "Orders",
      Dimensions: [{ Name: "Maker", Value: name }],
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 2,
      Threshold: 1.5,
      ComparisonOperator: "GreaterThanThreshold",
    },
  ],
];

/** What each client does with what it made. */
const acts = (name: string): readonly Call[] => [
  data(name),
  ["sqs", "SendMessage", { QueueUrl: urlOf(name), MessageBody: "a letter – ✉", MessageAttributes: ATTRIBUTES }],
  ["sns", "Publish", { TopicArn: arn("sns", name), Message: `news of ${name}`, MessageAttributes: ATTRIBUTES }],
  [
    "s3",
    "PutObject",
    {
      Bucket: name,
      Key: "a folder/ä+b.txt",
      Body: { bytes: "contents – ✓" },
      ContentType: "text/plain",
      Metadata: { colour: "red" },
    },
  ],
  [
    "logs",
    "PutLogEvents",
    {
      logGroupName: name,
      logStreamName: "main",
      logEvents: [
        { timestamp: START, message: "first ✓" },
        { timestamp: START + 1, message: "second" },
      ],
    },
  ],
];

const data = (name: string): Call => [
  "cloudwatch",
  "PutMetricData",
  {
    Namespace: "Shop",
    MetricData: [
      { MetricName: "Orders", Dimensions: [{ Name: "Maker", Value: name }], Value: 2.5, Unit: "Count" },
      {
        MetricName: "Orders",
        Dimensions: [{ Name: "Maker", Value: name }],
        Values: [1, 4],
        Counts: [2, 1],
        Unit: "Count",
      },
    ],
  },
];

/** What each client looks at: everything that there is, what another one made in detail, and its own inbox. */
const looks = (other: string, inbox: string): readonly Call[] => [
  ["sqs", "ListQueues", {}],
  ["sns", "ListTopics", {}],
  ["lambda", "ListFunctions", {}],
  ["s3", "ListBuckets", {}],
  ["logs", "DescribeLogGroups", { logGroupNamePrefix: "made-by-" }],
  ["cloudwatch", "DescribeAlarms", {}],
  ["sqs", "GetQueueAttributes", { QueueUrl: urlOf(other), AttributeNames: ["All"] }],
  ["sqs", "ReceiveMessage", { QueueUrl: urlOf(inbox), MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] }],
  ["s3", "GetObject", { Bucket: other, Key: "a folder/ä+b.txt" }],
  ["logs", "GetLogEvents", { logGroupName: other, logStreamName: "main", startFromHead: true }],
  [
    "cloudwatch",
    "GetMetricStatistics",
    {
      Namespace: "Shop",
      MetricName: "Orders",
      Dimensions: [{ Name: "Maker", Value: other }],
      // In text, which each client takes for a time in its own way.
      StartTime: { time: new Date(START - 60_000).toISOString() },
      EndTime: { time: new Date(START + 60_000).toISOString() },
      Period: 60,
      Statistics: ["Sum", "Minimum", "Maximum", "SampleCount"],
    },
  ],
  ["lambda", "Invoke", { FunctionName: other, Payload: { bytes: '{"hello":[1,2]}' } }],
];

/** How many of the calls of `looks` list everything that there is. */
const LISTS = 6;

/** Ids are each thing's own, and times have more than one form; everything else has to be equal. */
function alike(answers: readonly unknown[]): unknown {
  return JSON.parse(JSON.stringify(answers), (name: string, value: unknown) => {
    // Boto3's model of the pinned version does not know it yet.
    if (name === "LogAlarms") return undefined;
    // The AWS CLI shows the members that its paginators know even when they are absent.
    if (value === null) return undefined;
    if (/^(MessageId|ReceiptHandle|RevisionId|next\w*Token|\w*[sS]equenceToken)$/.test(name)) return typeof value;
    if (name === "Messages" && Array.isArray(value)) {
      return value.toSorted((left, right) => (String(left.Body) < String(right.Body) ? -1 : 1));
    }
    if (typeof value !== "string") return value;
    return /^\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)$/.test(value) ? new Date(value).toISOString() : value;
  });
}

/** With the names of the three makers as one. */
function regardlessOfMaker(answers: readonly unknown[]): unknown {
  return alike(
    JSON.parse(
      JSON.stringify(answers).replaceAll(/made-by-(javascript|boto3|cli)/g, "made-by-one"),
    ) as readonly unknown[],
  );
}

const PYTHON = process.env["SLUICE_PYTHON"] ?? "python3";
const AWS_CLI = process.env["SLUICE_AWS_CLI"] ?? "aws";
const works = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0;
const MISSING = [
  ...(works(PYTHON, "-c", "import boto3") ? [] : [`boto3 for ${PYTHON} (SLUICE_PYTHON names another Python)`]),
  ...(works(AWS_CLI, "--version") ? [] : [`the AWS CLI (SLUICE_AWS_CLI names its path)`]),
];

describe(`AWS SDK for JavaScript v3, boto3 and the AWS CLI${MISSING.length > 0 ? `: not run, since there is no ${MISSING.join(" and no ")}` : ""}`, () => {
  it.runIf(MISSING.length === 0)(
    "see the same queue, topic, function, bucket and log group alike",
    { timeout: 120_000 },
    async () => {
      const clients = [javascript(), boto3(PYTHON), commandLine(AWS_CLI)];
      const names = clients.map((client) => own(client.name));
      const together = <T>(act: (client: Client, index: number) => Promise<T>): Promise<readonly T[]> =>
        Promise.all(clients.map(act));

      const made = await together((client) => client.run(makes(own(client.name))));
      expect.soft(regardlessOfMaker(made[1] ?? [])).toEqual(regardlessOfMaker(made[0] ?? []));
      expect.soft(regardlessOfMaker(made[2] ?? [])).toEqual(regardlessOfMaker(made[0] ?? []));

      await javascript().run(
        clients.flatMap(({ name }): readonly Call[] => [
          ["sqs", "CreateQueue", { QueueName: `inbox-${name}` }],
          ...names.map((topic): Call => [
            "sns",
            "Subscribe",
            {
              TopicArn: arn("sns", topic),
              Protocol: "sqs",
              Endpoint: arn("sqs", `inbox-${name}`),
              Attributes: { RawMessageDelivery: "true" },
            },
          ]),
        ]),
      );

      const acted = await together((client) => client.run(acts(own(client.name))));
      expect.soft(regardlessOfMaker(acted[1] ?? [])).toEqual(regardlessOfMaker(acted[0] ?? []));
      expect.soft(regardlessOfMaker(acted[2] ?? [])).toEqual(regardlessOfMaker(acted[0] ?? []));
      await cloud.settle();

      const seen = await together(({ name, run }, index) =>
        run(looks(names[(index + 1) % names.length] ?? "", `inbox-${name}`)),
      );
      const [one, ...others] = seen.map((answers) => ({
        lists: alike(answers.slice(0, LISTS)),
        details: regardlessOfMaker(answers.slice(LISTS)),
      }));
      for (const other of others) expect.soft(other).toEqual(one);

      // And what they see alike is what was made.
      expect(one?.details).toMatchObject([
        { Attributes: { VisibilityTimeout: "45", ApproximateNumberOfMessages: "1" } },
        {
          Messages: names.map(() => ({
            Body: "news of made-by-one",
            MessageAttributes: { text: { StringValue: "grüße" } },
          })),
        },
        { Body: "contents – ✓", ContentType: "text/plain", Metadata: { colour: "red" } },
        {
          events: [
            { message: "first ✓", timestamp: START },
            { message: "second", timestamp: START + 1 },
          ],
        },
        { Label: "Orders", Datapoints: [{ Sum: 8.5, Minimum: 1, Maximum: 4, SampleCount: 4 }] },
        { StatusCode: 200, Payload: JSON.stringify({ event: { hello: [1, 2] }, name: "made-by-one" }) },
      ]);
      expect(cloud.errors).toEqual([]);
    },
  );
});
