/** Brings status records to CloudWatch Logs, beside the deliveries: a log that cannot be written is only missing. */
import { local } from "../../../platform/local.ts";
import type { AsyncScope, CallAs } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { type InputLogEvent, Logs } from "../../../schema/generated/logs.ts";
import {
  LOG_CALL_BYTES_MAX,
  LOG_CALL_EVENTS_MAX,
  LOG_EVENT_OVERHEAD_BYTES,
  STATUS_RECORDS_WAITING,
} from "../limits.ts";

/** A record on its way. */
export interface StatusRecord {
  readonly topicArn: string;
  readonly logGroupName: string;
  readonly message: string;
}

interface Line {
  waiting: InputLogEvent[];
  dropped: number;
}

/** Log groups that are being written. One writer each, so that records keep their order. */
const lines = local("sns.status-logs", () => new Map<string, Line>());

/** Takes the record over and returns at once. */
export function writeStatus(at: AsyncScope, { topicArn, logGroupName, message }: StatusRecord): void {
  const open = at.local(lines);
  const known = open.get(logGroupName);
  const line = known ?? { waiting: [], dropped: 0 };
  if (line.waiting.length >= STATUS_RECORDS_WAITING) line.dropped++;
  // Logs refuses a call whose events go back in time, which a machine's clock may do.
  else line.waiting.push({ message, timestamp: Math.max(at.clock.now(), line.waiting.at(-1)?.timestamp ?? 0) });
  if (known !== undefined) return;
  open.set(logGroupName, line);
  const end = at.activity.begin("sns.status-logs");
  void drain(at, line, { topicArn, logGroupName })
    // Whatever is wrong with the logs, the deliveries have been made or not: nothing is to be done about it here.
    .catch((error: unknown) => at.log.warn("delivery status records were lost", { logGroupName, error }))
    .finally(() => {
      open.delete(logGroupName);
      end();
    });
}

async function drain(at: AsyncScope, line: Line, to: Omit<StatusRecord, "message">): Promise<void> {
  // Records that come in the same turn share a call.
  await Promise.resolve();
  while (line.waiting.length > 0) {
    const count = callLength(line.waiting);
    const logEvents = line.waiting.slice(0, count);
    line.waiting = line.waiting.slice(count);
    await put(at, logEvents, to);
  }
  const { logGroupName } = to;
  if (line.dropped > 0) at.log.warn("delivery status records were dropped", { logGroupName, dropped: line.dropped });
}

/** How many of the events fit into one call, at least one. */
function callLength(events: readonly InputLogEvent[]): number {
  let length = 0;
  const end = events.findIndex(({ message }, index) => {
    length += Buffer.byteLength(message) + LOG_EVENT_OVERHEAD_BYTES;
    return index > 0 && (index === LOG_CALL_EVENTS_MAX || length > LOG_CALL_BYTES_MAX);
  });
  return end === -1 ? events.length : end;
}

async function put(
  at: AsyncScope,
  logEvents: readonly InputLogEvent[],
  { topicArn, logGroupName }: Omit<StatusRecord, "message">,
): Promise<void> {
  // AWS's names of these streams are not documented: here there is one for each day.
  const logStreamName = new Date(at.clock.now()).toISOString().slice(0, 10);
  const as: CallAs = { principal: "sns.amazonaws.com", sourceArn: topicArn };
  const write = (): Promise<unknown> => at.call(Logs.PutLogEvents, { logGroupName, logStreamName, logEvents }, as);
  try {
    await write();
  } catch (error) {
    if (!isError(error, "ResourceNotFoundException")) throw error;
    await unlessThere(at.call(Logs.CreateLogGroup, { logGroupName }, as));
    await unlessThere(at.call(Logs.CreateLogStream, { logGroupName, logStreamName }, as));
    await write();
  }
}

async function unlessThere(creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    if (!isError(error, "ResourceAlreadyExistsException")) throw error;
  }
}

function isError(error: unknown, code: string): boolean {
  return error instanceof ServiceError && error.code === code;
}
