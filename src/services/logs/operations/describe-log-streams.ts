/** DescribeLogStreams: the streams of a group, by name or by the time of their last event. */
import { operation } from "../../../platform/operation.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { type DescribeLogStreamsRequest, Logs } from "../../../schema/generated/logs.ts";
import { invalidToken, prefixWithLastEventTime } from "../errors.ts";
import { type Group, referencedArn, requireReferenced } from "../group/group.ts";
import { streams, streamsByLastEvent } from "../keyspaces.ts";
import { DESCRIBE_LIMIT_DEFAULT } from "../limits.ts";
import { readListToken, writeListToken } from "../list-token.ts";
import { describedStream, requireStream, type Stream } from "../stream/stream.ts";

export const describeLogStreams = operation.read(Logs.DescribeLogStreams, {
  honours: ["logGroupName", "logGroupIdentifier", "logStreamNamePrefix", "orderBy", "descending", "nextToken", "limit"],
  on: (input, place) => referencedArn(input, place),
  run(input, at) {
    const byTime = input.orderBy === "LastEventTime";
    if (byTime && input.logStreamNamePrefix !== undefined) throw prefixWithLastEventTime();
    const group = requireReferenced(at, input);
    const limit = input.limit ?? DESCRIBE_LIMIT_DEFAULT;
    const page: Stream[] = [];
    for (const stream of byTime ? streamsByTime(input, group, at) : streamsByName(input, group, at)) {
      if (page.length === limit) {
        const last = page[limit - 1];
        const nextToken = writeListToken([byTime ? (last?.lastEventAt ?? 0) : "", last?.name ?? ""]);
        return { logStreams: page.map((each) => describedStream(group, each)), nextToken };
      }
      page.push(stream);
    }
    return { logStreams: page.map((each) => describedStream(group, each)) };
  },
});

function* streamsByName(input: DescribeLogStreamsRequest, group: Group, at: ReadScope): Generator<Stream> {
  const [, after] = input.nextToken === undefined ? [] : readListToken(input.nextToken);
  if (input.nextToken !== undefined && typeof after !== "string") throw invalidToken();
  const rows = streams.range(at.tx, [group.id], {
    reverse: input.descending === true,
    ...(input.logStreamNamePrefix === undefined ? {} : { startingWith: input.logStreamNamePrefix }),
    ...(typeof after === "string" ? { after: [group.id, after] as const } : {}),
  });
  for (const { key, value } of rows) yield { ...value, name: key[1] };
}

function* streamsByTime(input: DescribeLogStreamsRequest, group: Group, at: ReadScope): Generator<Stream> {
  const [time, name] = input.nextToken === undefined ? [] : readListToken(input.nextToken);
  const isPlace = typeof time === "number" && Number.isSafeInteger(time) && time >= 0 && typeof name === "string";
  if (input.nextToken !== undefined && !isPlace) throw invalidToken();
  const keys = streamsByLastEvent.keys(at.tx, [group.id], {
    reverse: input.descending === true,
    ...(isPlace ? { after: [group.id, time, name] as const } : {}),
  });
  for (const key of keys) yield requireStream(at, group, key[2]);
}
