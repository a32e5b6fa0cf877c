/** FilterLogEvents: searches a log group, or some of its streams, in the order of time. `aws logs tail` is made of it. */
import { operation } from "../../../platform/operation.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { type FilterLogEventsRequest, Logs } from "../../../schema/generated/logs.ts";
import { invalidToken, streamNamesAndPrefix } from "../errors.ts";
import {
  earlierPosition,
  eventId,
  laterPosition,
  parsePosition,
  type Position,
  positionAt,
  positionDigits,
} from "../event/event-row.ts";
import { fillPage } from "../event/page.ts";
import { type ScannedRow, scanGroup, scanStream, type Span } from "../event/scan.ts";
import { parseFilterPattern } from "../filter-pattern/filter-pattern.ts";
import { type Group, referencedArn, requireReferenced, retainedSince } from "../group/group.ts";
import { streamNames } from "../keyspaces.ts";
import { FILTER_TOKEN_MILLISECONDS, FILTERED_CHARACTERS_MAX, FILTERED_ROWS_MAX } from "../limits.ts";
import { requireStream } from "../stream/stream.ts";

export const filterLogEvents = operation.read(Logs.FilterLogEvents, {
  // Results are interleaved whether or not it is asked for, as on AWS since 2019. Nothing is ever masked.
  honours: [
    "logGroupName",
    "logGroupIdentifier",
    "logStreamNames",
    "logStreamNamePrefix",
    "startTime",
    "endTime",
    "filterPattern",
    "nextToken",
    "limit",
    "startFromHead",
    "interleaved",
    "unmask",
  ],
  on: (input, place) => referencedArn(input, place),
  run(input, at) {
    const group = requireReferenced(at, input);
    const pattern = parseFilterPattern(input.filterPattern ?? "");
    const names = new StreamNames(at);
    const reverse = input.startFromHead === false;
    const rows = rowsOf(input, { group, names, span: spanOf(input, group, at) }, at);
    const bounds = { limit: input.limit, reverse, rowsMax: FILTERED_ROWS_MAX, charactersMax: FILTERED_CHARACTERS_MAX };
    const page = fillPage(rows, bounds, (event) => pattern(event.message));
    return {
      events: page.events.map((event) => ({
        logStreamName: names.of(event.streamId) ?? "",
        timestamp: event.timestamp,
        message: event.message,
        ingestionTime: event.ingestedAt,
        eventId: eventId(event),
      })),
      searchedLogStreams: [],
      ...(page.next === undefined ? {} : { nextToken: writeToken(page.next, at.now) }),
    };
  },
});

/** Names of streams, each read once a call; a stream without one is deleted, and its events are as good as gone. */
class StreamNames {
  readonly #at: ReadScope;
  readonly #names = new Map<number, string | undefined>();

  constructor(at: ReadScope) {
    this.#at = at;
  }

  of(streamId: number): string | undefined {
    if (!this.#names.has(streamId)) this.#names.set(streamId, streamNames.get(this.#at.tx, [streamId]));
    return this.#names.get(streamId);
  }
}

function spanOf(input: FilterLogEventsRequest, group: Group, at: ReadScope): Span {
  const start = positionAt(Math.max(input.startTime ?? 0, retainedSince(group, at.now)));
  // The end is included, other than that of GetLogEvents.
  const end = positionAt((input.endTime ?? Number.MAX_SAFE_INTEGER) + 1);
  const reverse = input.startFromHead === false;
  const resumed = input.nextToken === undefined ? undefined : readToken(input.nextToken, at.now);
  return {
    from: resumed === undefined || reverse ? start : laterPosition(start, resumed),
    to: resumed === undefined || !reverse ? end : earlierPosition(end, resumed),
    reverse,
  };
}

interface Search {
  readonly group: Group;
  readonly names: StreamNames;
  readonly span: Span;
}

function rowsOf(input: FilterLogEventsRequest, search: Search, at: ReadScope): Iterable<ScannedRow> {
  const { group, names, span } = search;
  const { logStreamNames, logStreamNamePrefix: prefix } = input;
  if (logStreamNames !== undefined && prefix !== undefined) throw streamNamesAndPrefix();
  const streamIds = logStreamNames?.map((name) => requireStream(at, group, name).id);
  const [only] = streamIds ?? [];
  if (only !== undefined && streamIds?.length === 1) return scanStream(at.tx, only, span);
  const chosen = streamIds === undefined ? undefined : new Set(streamIds);
  const wanted = (streamId: number): boolean => {
    if (chosen !== undefined) return chosen.has(streamId);
    const name = names.of(streamId);
    return name !== undefined && (prefix === undefined || name.startsWith(prefix));
  };
  return scanGroup(at.tx, { id: group.id, wanted }, span);
}

function writeToken(position: Position, now: number): string {
  return Buffer.from(`${positionDigits(position)}.${now}`).toString("base64url");
}

const TOKEN = /^([0-9]{56})\.([0-9]{1,16})$/;

function readToken(token: string, now: number): Position {
  const [, digits = "", issuedAt = ""] = TOKEN.exec(Buffer.from(token, "base64url").toString("latin1")) ?? [];
  const position = parsePosition(digits);
  if (position === undefined || now > Number(issuedAt) + FILTER_TOKEN_MILLISECONDS) throw invalidToken();
  return position;
}
