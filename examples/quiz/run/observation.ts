/** What the workflow left behind, as anybody can see it through the public APIs of S3 and SQS. */
import { GetObjectCommand, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { ChangeMessageVisibilityBatchCommand, ReceiveMessageCommand, type Message } from "@aws-sdk/client-sqs";
import type { AttemptProgress } from "../functions/domain/attempt.ts";
import type { Result } from "../functions/domain/grading.ts";
import type { SubmissionAccepted, SubmissionGraded } from "../functions/domain/quiz-event.ts";
import type { Clients } from "./clients.ts";
import type { Deployment } from "./deployment.ts";
import type { LogLine } from "./run-log.ts";

/** The report of the splitter. */
export interface BulkReport {
  readonly rows: number;
  readonly accepted: readonly string[];
  readonly duplicates: number;
  readonly rejected: readonly { readonly row: number; readonly problems: readonly string[] }[];
}

/** Everything that the checks look at. */
export interface Observation {
  /** Results and progress by submission id, of the submissions that this run is about. */
  readonly results: ReadonlyMap<string, Result>;
  readonly progress: ReadonlyMap<string, AttemptProgress>;
  readonly report: BulkReport | undefined;
  /** Keys of violations of the order, of any run. */
  readonly violations: readonly string[];
  /** Submission ids in the dead-letter queues. */
  readonly gradingDeadLetters: readonly string[];
  readonly notificationDeadLetters: readonly string[];
  /** Messages in dead-letter queues that should have none. */
  readonly otherDeadLetters: number;
  /** Submissions that the outside service was told of. */
  readonly notified: ReadonlySet<string>;
  /** Submissions that the analytics and the archive know. */
  readonly analysed: ReadonlySet<string>;
  readonly archived: ReadonlySet<string>;
}

/** How many objects are read at a time. */
const READERS = 12;
/** How long a dead letter stays hidden while the others are looked at. */
const LOOK_SECONDS = 20;

export async function observe(clients: Clients, deployment: Deployment, log: readonly LogLine[]): Promise<Observation> {
  const { bucket } = deployment;
  const reportKey = log.find((line) => line.type === "bulk")?.report ?? "";
  const report = await readJson<BulkReport>(clients, bucket, reportKey);
  const answered = log.flatMap((line) => (line.type === "answered" && line.submissionId ? [line.submissionId] : []));
  const ids = new Set([...answered, ...(report?.accepted ?? [])]);
  const read = async <T>(prefix: string): Promise<Map<string, T>> => {
    const keys = (await list(clients, bucket, prefix)).filter((key) => ids.has(idOf(key)));
    const found = await eachOf(keys, async (key) => [idOf(key), await readJson<T>(clients, bucket, key)] as const);
    return new Map(found.flatMap(([id, value]) => (value === undefined ? [] : [[id, value] as const])));
  };
  const [grading, notifications, ...others] = await Promise.all(
    (["grading", "notifications", "analytics", "audit", "leaderboard"] as const).map((name) =>
      contents(clients, deployment.deadLetters[name]),
    ),
  );
  // Bodies that the workflow published itself.
  const idsIn = (messages: readonly Message[] = []): string[] =>
    messages.map(({ Body = "{}" }) => (JSON.parse(Body) as SubmissionAccepted | SubmissionGraded).submissionId);
  return {
    results: await read<Result>("results/"),
    progress: await read<AttemptProgress>("attempts/"),
    report,
    violations: await list(clients, bucket, "violations/"),
    gradingDeadLetters: idsIn(grading).filter((id) => ids.has(id)),
    notificationDeadLetters: idsIn(notifications).filter((id) => ids.has(id)),
    otherDeadLetters: others.flat().length,
    notified: new Set((await list(clients, bucket, "notifications/")).map(idOf).filter((id) => ids.has(id))),
    analysed: await idsInLines(clients, bucket, "analytics/"),
    archived: await idsInLines(clients, bucket, "archive/"),
  };
}

/** Looks at every message of a queue, and makes them all visible again. */
export async function contents({ sqs }: Clients, QueueUrl: string): Promise<Message[]> {
  const found = new Map<string, Message>();
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: LOOK_SECONDS }),
    );
    if (Messages.length === 0) break;
    for (const message of Messages) found.set(message.MessageId ?? "", message);
  }
  const messages = [...found.values()];
  for (let start = 0; start < messages.length; start += 10) {
    const Entries = messages
      .slice(start, start + 10)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
  return messages;
}

/** The object at a key; its shape is the workflow's own. */
export async function readJson<T>({ s3 }: Clients, Bucket: string, Key: string): Promise<T | undefined> {
  const text = await readText(s3, Bucket, Key);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

async function readText(s3: Clients["s3"], Bucket: string, Key: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return await Body?.transformToString();
  } catch (error) {
    if (error instanceof Error && error.name === "NoSuchKey") return undefined;
    throw error;
  }
}

async function list({ s3 }: Clients, Bucket: string, Prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
    keys.push(...(page.Contents ?? []).map(({ Key = "" }) => Key));
  }
  return keys;
}

async function idsInLines(clients: Clients, bucket: string, prefix: string): Promise<Set<string>> {
  const texts = await eachOf(await list(clients, bucket, prefix), (key) => readText(clients.s3, bucket, key));
  const lines = texts.flatMap((text = "") => text.split("\n").filter((line) => line !== ""));
  return new Set(lines.map((line) => (JSON.parse(line) as { submissionId: string }).submissionId));
}

function idOf(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1).replace(/\.json$/, "");
}

/** Does something for each item, several at a time; the results are in the order of the items. */
async function eachOf<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      // Below the length of the list.
      results[index] = await act(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: READERS }, work));
  return results;
}
