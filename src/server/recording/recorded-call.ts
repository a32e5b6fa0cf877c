/** A recorded API call: a line of JSON, without what signed it. */

/** An id that the server gave out, by the name of the member that it came in. */
export type IssuedId = readonly [name: string, value: string];

export interface RecordedCall {
  /** The server's time, in milliseconds since the epoch. */
  readonly at: number;
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly endpoint: string;
  /** With bytes as `{"$bytes": base64}`, and as `{"$stream": base64}` where they came in pieces. Absent when the call is too long to be kept. */
  readonly input?: Readonly<Record<string, unknown>>;
  readonly status: number;
  /** The error's code. */
  readonly error?: string;
  readonly ids?: readonly IssuedId[];
}

/** Members that hold what a server draws, and what a later call may name. */
const ID_MEMBERS: ReadonlySet<string> = new Set([
  "ApiId",
  "DeploymentId",
  "IntegrationId",
  "NextToken",
  "ReceiptHandle",
  "RouteId",
  "SubscriptionArn",
  "TaskHandle",
  "UploadId",
  "UUID",
  "VersionId",
  "id",
]);

/** The ids in an answer, in order, at most `limit` of them. */
export function issuedIds(output: unknown, limit: number): readonly IssuedId[] {
  const found: IssuedId[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) look(each);
    if (!isObject(value)) return;
    for (const [name, member] of Object.entries(value)) {
      if (found.length === limit) return;
      if (typeof member === "string" && ID_MEMBERS.has(name)) found.push([name, member]);
      else look(member);
    }
  };
  look(output);
  return found;
}

/** The input as JSON can hold it. */
export function recordedValue(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(recordedValue);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, recordedValue(member)]));
}

/** The input as operations take it. */
export function replayedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(replayedValue);
  if (typeof value !== "object" || value === null) return value;
  if ("$bytes" in value && typeof value.$bytes === "string") return Buffer.from(value.$bytes, "base64");
  if ("$stream" in value && typeof value.$stream === "string") return piecesOf(Buffer.from(value.$stream, "base64"));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, replayedValue(member)]));
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Bodies that stream are objects too, and hold no ids. */
function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(Symbol.asyncIterator in value);
}
