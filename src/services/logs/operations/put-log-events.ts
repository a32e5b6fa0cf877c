/** PutLogEvents: adds a batch of events to a stream. */
import { operation } from "../../../platform/operation.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { Logs } from "../../../schema/generated/logs.ts";
import { type AcceptedBatch, acceptBatch } from "../event/accept-batch.ts";
import { numberedRows } from "../event/numbered-rows.ts";
import type { GroupTally } from "../group/group-record.ts";
import { type Group, groupArn, requireGroup, tallyOf } from "../group/group.ts";
import { events, groupEvents, groupTallies, streams, streamsByLastEvent } from "../keyspaces.ts";
import { nextRetention } from "../group/retention.ts";
import { requireStream, sequenceToken, type Stream } from "../stream/stream.ts";
import { forward } from "../subscription/forward.ts";

export const putLogEvents = operation.write(Logs.PutLogEvents, {
  // AWS accepts any sequence token since 2023, and looks at none.
  honours: ["logGroupName", "logStreamName", "logEvents", "sequenceToken"],
  on: (input, place) => `${groupArn(place, input.logGroupName)}:log-stream:${input.logStreamName}`,
  run(input, at) {
    const group = requireGroup(at, input.logGroupName);
    const stream = requireStream(at, group, input.logStreamName);
    const batch = acceptBatch(input.logEvents, { now: at.now, retentionInDays: group.retentionInDays });
    if (batch.events.length > 0) {
      storeEvents(batch, { group, stream }, at);
      noteTimes(batch, { group, stream }, at);
      remark(batch, group, at);
    }
    return {
      nextSequenceToken: sequenceToken(tallyOf(at, group.id).nextSerial),
      ...(batch.rejected === undefined ? {} : { rejectedLogEventsInfo: batch.rejected }),
    };
  },
});

interface Target {
  readonly group: Group;
  readonly stream: Stream;
}

function storeEvents(batch: AcceptedBatch, { group, stream }: Target, at: WriteScope): void {
  const tally = tallyOf(at, group.id);
  const rows = numberedRows(batch.events, tally.nextSerial);
  for (const { timestamp, serial, messages } of rows) {
    events.put(at.tx, [stream.id, timestamp, serial], { ingestedAt: at.now, messages });
    groupEvents.put(at.tx, [group.id, timestamp, serial], stream.id);
  }
  const nextSerial = tally.nextSerial + rows.length;
  const changed = { ...tally, storedBytes: tally.storedBytes + batch.bytes, nextSerial };
  groupTallies.put(at.tx, [group.id], withRetention(changed, group, at));
  forward(rows, { group, stream }, at);
}

/** A group with a retention policy has a timer from its first event on. */
function withRetention(tally: GroupTally, group: Group, at: WriteScope): GroupTally {
  if (group.retentionInDays === undefined || tally.retentionAt !== undefined) return tally;
  const timer = nextRetention(at, group);
  if (timer === undefined) return tally;
  at.setTimer(timer);
  return { ...tally, retentionAt: timer.dueAt };
}

function noteTimes(batch: AcceptedBatch, { group, stream }: Target, at: WriteScope): void {
  const first = batch.events[0]?.timestamp ?? at.now;
  const last = batch.events.at(-1)?.timestamp ?? at.now;
  const { name, ...record } = stream;
  const lastEventAt = Math.max(record.lastEventAt ?? 0, last);
  streams.put(at.tx, [group.id, name], {
    ...record,
    firstEventAt: Math.min(record.firstEventAt ?? Infinity, first),
    lastEventAt,
    lastIngestedAt: at.now,
  });
  if (lastEventAt === record.lastEventAt) return;
  streamsByLastEvent.delete(at.tx, [group.id, record.lastEventAt ?? 0, name]);
  streamsByLastEvent.put(at.tx, [group.id, lastEventAt, name], null);
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html */
function remark(batch: AcceptedBatch, group: Group, at: WriteScope): void {
  const dimensions = { LogGroupName: group.name };
  const namespace = "AWS/Logs";
  at.metric({ namespace, name: "IncomingBytes", dimensions, value: batch.bytes, unit: "Bytes" });
  at.metric({ namespace, name: "IncomingLogEvents", dimensions, value: batch.events.length, unit: "Count" });
  // Logs that AWS's own services write are billed as vended logs, those of Lambda functions among them.
  const usageType = at.caller.kind === "service" ? "VendedLog-Bytes" : "DataProcessing-Bytes";
  at.meter({ service: "AmazonCloudWatch", usageType, quantity: batch.bytes, resource: groupArn(group, group.name) });
}
