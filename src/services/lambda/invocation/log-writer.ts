/** Writes what functions say to CloudWatch Logs, beside the invocations: it never delays or fails one. */
import { local } from "../../../platform/local.ts";
import type { AsyncScope, CallAs } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import type { LogLine } from "../../../platform/ports/function-runtime.ts";
import { Logs, type InputLogEvent } from "../../../schema/generated/logs.ts";
import {
  LOG_BYTES_A_CALL,
  LOG_EVENT_OVERHEAD_BYTES,
  LOG_EVENTS_A_CALL,
  LOG_LINES_WAITING,
  LOG_PLACES_REMEMBERED,
} from "../limits.ts";

/** Where lines go. */
export interface LogDestination {
  readonly functionArn: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
}

interface Stream {
  waiting: LogLine[];
  dropped: number;
  /** Where the newest lines come from: what they cause counts by which functions it came. */
  at: AsyncScope;
}

/** Streams that are being written, by function, group and stream name. One writer each, so that lines keep their order. */
const streams = local("lambda log streams", () => new Map<string, Stream>());

/**
 * By function: ends when whoever writes for it now has written. One stream at a time, so that a busy function's streams
 * gather the lines of several invocations meanwhile, and each call to Logs carries more of them.
 */
const turns = local("lambda log turns", () => new Map<string, Promise<void>>());

/** Groups and streams that are known to be there, the least recently made first: each is made once, and not asked for again. */
const places = local("lambda log places", () => new Set<string>());

/** Takes the lines over and returns at once. */
export function writeLines(lines: readonly LogLine[], to: LogDestination, at: AsyncScope): void {
  if (lines.length === 0) return;
  const open = at.local(streams);
  const key = `${to.functionArn} ${to.logGroupName} ${to.logStreamName}`;
  const stream = open.get(key);
  if (stream !== undefined) {
    stream.at = at;
    return wait(stream, lines);
  }
  const opened: Stream = { waiting: [], dropped: 0, at };
  wait(opened, lines);
  open.set(key, opened);
  const end = at.activity.begin("lambda.logs");
  void drain(opened, to)
    // Logs that cannot be written must not stop functions, as on AWS where the role may not allow them at all.
    .catch((error: unknown) => at.log.warn("the log lines of a function were lost", { ...to, error }))
    .finally(() => {
      open.delete(key);
      end();
    });
}

/** The end of a log as LogType Tail gives it: the last 4,096 bytes, in Base64; of a log in JSON, whole records. */
export function logTail(lines: readonly LogLine[], maximumBytes: number, isJson: boolean): string {
  const kept: string[] = [];
  let length = 0;
  for (let index = lines.length - 1; index >= 0 && length < maximumBytes; index--) {
    const text = withNewline(lines[index]?.message ?? "");
    length += Buffer.byteLength(text);
    if (isJson && length > maximumBytes) break;
    kept.push(text);
  }
  const bytes = Buffer.from(kept.toReversed().join(""));
  const tail = bytes.subarray(Math.max(0, bytes.length - maximumBytes));
  // A character that the cut went through is repaired, as AWS does.
  return Buffer.from(tail.toString("utf8")).toString("base64");
}

/** Each event of a function's log ends with the newline of its line. */
function withNewline(message: string): string {
  return message.endsWith("\n") ? message : `${message}\n`;
}

function wait(stream: Stream, lines: readonly LogLine[]): void {
  for (const line of lines) {
    if (stream.waiting.length < LOG_LINES_WAITING) stream.waiting.push(line);
    else stream.dropped++;
  }
}

async function drain(stream: Stream, to: LogDestination): Promise<void> {
  // Logs refuses a call whose events go back in time, which a machine's clock may do.
  let latest = 0;
  while (stream.waiting.length > 0) {
    await inTurn(to.functionArn, stream.at, async () => {
      const { waiting: lines, at } = stream;
      stream.waiting = [];
      const events = lines.map((line) => {
        latest = Math.max(latest, line.at);
        return { timestamp: latest, message: withNewline(line.message) };
      });
      for (const call of callsOf(events)) await put(call, to, at);
    });
  }
  const { at, dropped } = stream;
  if (dropped > 0) at.log.warn("log lines of a function were dropped", { ...to, dropped });
}

/** Acts after those who write for the function already. */
async function inTurn(functionArn: string, at: AsyncScope, act: () => Promise<void>): Promise<void> {
  const all = at.local(turns);
  const turn = (all.get(functionArn) ?? Promise.resolve()).then(act);
  const ended = turn
    // Whose lines are lost says so; the next in turn only needs to know that it is over.
    .catch(() => {})
    .finally(() => {
      if (all.get(functionArn) === ended) all.delete(functionArn);
    });
  all.set(functionArn, ended);
  return turn;
}

function* callsOf(events: readonly InputLogEvent[]): Iterable<readonly InputLogEvent[]> {
  let call: InputLogEvent[] = [];
  let length = 0;
  for (const event of events) {
    const eventBytes = Buffer.byteLength(event.message) + LOG_EVENT_OVERHEAD_BYTES;
    if (call.length === LOG_EVENTS_A_CALL || (call.length > 0 && length + eventBytes > LOG_BYTES_A_CALL)) {
      yield call;
      call = [];
      length = 0;
    }
    call.push(event);
    length += eventBytes;
  }
  if (call.length > 0) yield call;
}

async function put(logEvents: readonly InputLogEvent[], to: LogDestination, at: AsyncScope): Promise<void> {
  const { logGroupName, logStreamName } = to;
  await makePlaces(to, at);
  const write = (): Promise<unknown> =>
    at.call(Logs.PutLogEvents, { logGroupName, logStreamName, logEvents }, asFunction(to));
  try {
    await write();
  } catch (error) {
    // Somebody has deleted the group or the stream since it was made: then it is made again.
    if (!isError(error, "ResourceNotFoundException")) throw error;
    for (const place of placesOf(to, at)) at.local(places).delete(place);
    await makePlaces(to, at);
    await write();
  }
}

/** Makes the group and the stream, unless they are known to be there. */
async function makePlaces(to: LogDestination, at: AsyncScope): Promise<void> {
  const { logGroupName, logStreamName } = to;
  const [group, stream] = placesOf(to, at);
  const known = at.local(places);
  const once = async (place: string, make: () => Promise<unknown>): Promise<void> => {
    if (known.has(place)) return;
    await unlessExists(make());
    known.add(place);
    const [oldest] = known;
    if (known.size > LOG_PLACES_REMEMBERED && oldest !== undefined) known.delete(oldest);
  };
  await once(group, () => at.call(Logs.CreateLogGroup, { logGroupName }, asFunction(to)));
  await once(stream, () => at.call(Logs.CreateLogStream, { logGroupName, logStreamName }, asFunction(to)));
}

function placesOf(to: LogDestination, at: AsyncScope): readonly [group: string, stream: string] {
  const group = `${at.account} ${at.region} ${to.logGroupName}`;
  return [group, `${group} ${to.logStreamName}`];
}

function asFunction(to: LogDestination): CallAs {
  return { principal: "lambda.amazonaws.com", sourceArn: to.functionArn };
}

async function unlessExists(creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    if (!isError(error, "ResourceAlreadyExistsException")) throw error;
  }
}

function isError(error: unknown, code: string): boolean {
  return error instanceof ServiceError && error.code === code;
}
