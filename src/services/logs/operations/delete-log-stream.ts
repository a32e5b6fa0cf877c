/** DeleteLogStream: removes a stream with its events. */
import { operation } from "../../../platform/operation.ts";
import { Logs } from "../../../schema/generated/logs.ts";
import { clearLater } from "../group/clear.ts";
import { groupArn, requireGroup } from "../group/group.ts";
import { streamNames, streams, streamsByLastEvent } from "../keyspaces.ts";
import { requireStream } from "../stream/stream.ts";

export const deleteLogStream = operation.write(Logs.DeleteLogStream, {
  honours: ["logGroupName", "logStreamName"],
  on: (input, place) => `${groupArn(place, input.logGroupName)}:log-stream:${input.logStreamName}`,
  run({ logGroupName, logStreamName: name }, at) {
    const group = requireGroup(at, logGroupName);
    const stream = requireStream(at, group, name);
    streams.delete(at.tx, [group.id, name]);
    streamNames.delete(at.tx, [stream.id]);
    streamsByLastEvent.delete(at.tx, [group.id, stream.lastEventAt ?? 0, name]);
    clearLater(at, { what: "stream", groupId: group.id, streamId: stream.id });
    return {};
  },
});
