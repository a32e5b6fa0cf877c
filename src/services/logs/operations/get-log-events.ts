/** GetLogEvents: reads one stream page by page, in both directions. */
import { operation } from "../../../platform/operation.ts";
import { Logs } from "../../../schema/generated/logs.ts";
import { invalidToken } from "../errors.ts";
import {
  earlierPosition,
  laterPosition,
  parsePosition,
  type Position,
  positionAfter,
  positionAt,
  positionDigits,
} from "../event/event-row.ts";
import { fillPage } from "../event/page.ts";
import { scanStream } from "../event/scan.ts";
import { referencedArn, requireReferenced, retainedSince } from "../group/group.ts";
import { requireStream } from "../stream/stream.ts";

export const getLogEvents = operation.read(Logs.GetLogEvents, {
  // Nothing is ever masked here, so that everything is already shown as `unmask` would.
  honours: [
    "logGroupName",
    "logGroupIdentifier",
    "logStreamName",
    "startTime",
    "endTime",
    "nextToken",
    "limit",
    "startFromHead",
    "unmask",
  ],
  on: (input, place) => `${referencedArn(input, place)}:log-stream:${input.logStreamName}`,
  run(input, at) {
    const group = requireReferenced(at, input);
    const stream = requireStream(at, group, input.logStreamName);
    const token = input.nextToken === undefined ? undefined : parseToken(input.nextToken);
    const start = positionAt(Math.max(input.startTime ?? 0, retainedSince(group, at.now)));
    const end = positionAt(input.endTime ?? Number.MAX_SAFE_INTEGER);
    const reverse = token === undefined ? input.startFromHead !== true : token.backwards;
    const from = token === undefined || reverse ? start : laterPosition(start, token.position);
    const to = token === undefined || !reverse ? end : earlierPosition(end, token.position);
    const rows = scanStream(at.tx, stream.id, { from, to, reverse });
    const bounds = { limit: input.limit, reverse, rowsMax: Infinity, charactersMax: Infinity };
    const page = fillPage(rows, bounds, () => true).events;
    const events = reverse ? page.toReversed() : page;
    const [first] = events;
    const last = events.at(-1);
    // A page without events stays where it is: that both tokens come back unchanged is how clients see the end.
    const stay = token?.position ?? start;
    return {
      events: events.map(({ timestamp, message, ingestedAt }) => ({ timestamp, message, ingestionTime: ingestedAt })),
      nextForwardToken: `f/${positionDigits(last === undefined ? stay : positionAfter(last))}`,
      nextBackwardToken: `b/${positionDigits(first ?? stay)}`,
    };
  },
});

function parseToken(token: string): { readonly backwards: boolean; readonly position: Position } {
  const direction = token.slice(0, 2);
  const position = parsePosition(token.slice(2));
  if (position === undefined || (direction !== "f/" && direction !== "b/")) throw invalidToken();
  return { backwards: direction === "b/", position };
}
