/** CreateLogStream: makes an empty stream in a log group. */
import { operation } from "../../../platform/operation.ts";
import { Logs } from "../../../schema/generated/logs.ts";
import { streamExists } from "../errors.ts";
import { groupArn, requireGroup } from "../group/group.ts";
import { nextNumber } from "../group/next-number.ts";
import { streamNames, streams, streamsByLastEvent } from "../keyspaces.ts";
import { findStream } from "../stream/stream.ts";

export const createLogStream = operation.write(Logs.CreateLogStream, {
  honours: ["logGroupName", "logStreamName"],
  on: (input, place) => `${groupArn(place, input.logGroupName)}:log-stream:${input.logStreamName}`,
  run({ logGroupName, logStreamName: name }, at) {
    const group = requireGroup(at, logGroupName);
    if (findStream(at, group, name) !== undefined) throw streamExists();
    const id = nextNumber(at, "streams");
    streams.put(at.tx, [group.id, name], { id, createdAt: at.now });
    streamNames.put(at.tx, [id], name);
    streamsByLastEvent.put(at.tx, [group.id, 0, name], null);
    return {};
  },
});
