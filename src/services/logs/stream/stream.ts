/** Log streams: what is kept of one, how it is found, and how it is shown. */
import type { ReadScope } from "../../../platform/scope.ts";
import type { LogStream } from "../../../schema/generated/logs.ts";
import { streamNotFound } from "../errors.ts";
import { type Group, groupArn } from "../group/group.ts";
import { streams } from "../keyspaces.ts";
import type { StreamRecord } from "./stream-record.ts";

export interface Stream extends StreamRecord {
  readonly name: string;
}

export function findStream(at: ReadScope, group: Group, name: string): Stream | undefined {
  const found = streams.get(at.tx, [group.id, name]);
  return found === undefined ? undefined : { ...found, name };
}

/** @throws ServiceError ResourceNotFoundException */
export function requireStream(at: ReadScope, group: Group, name: string): Stream {
  const found = findStream(at, group, name);
  if (found === undefined) throw streamNotFound();
  return found;
}

const SEQUENCE_TOKEN_DIGITS = 56;

/** A token of the kind that PutLogEvents once asked for. AWS still gives them, and accepts any. */
export function sequenceToken(serial: number): string {
  return `49${String(serial).padStart(SEQUENCE_TOKEN_DIGITS - 2, "0")}`;
}

/** A stream as DescribeLogStreams shows it; AWS has shown 0 as every stream's storedBytes since 2019. */
export function describedStream(group: Group, stream: Stream): LogStream {
  const { firstEventAt, lastEventAt, lastIngestedAt } = stream;
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    ...(firstEventAt === undefined ? {} : { firstEventTimestamp: firstEventAt }),
    ...(lastEventAt === undefined ? {} : { lastEventTimestamp: lastEventAt }),
    ...(lastIngestedAt === undefined
      ? {}
      : { lastIngestionTime: lastIngestedAt, uploadSequenceToken: sequenceToken(lastIngestedAt) }),
    arn: `${groupArn(group, group.name)}:log-stream:${stream.name}`,
    storedBytes: 0,
  };
}
