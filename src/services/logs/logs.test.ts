/** CloudWatch Logs: what is put is read back in order, page by page, until it expires or is deleted. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import { DAY_MILLISECONDS, HOUR_MILLISECONDS } from "../../kernel/durations.ts";
import { uncovered } from "../../platform/service.ts";
import { type InputLogEvent, Logs } from "../../schema/generated/logs.ts";
import { logs } from "./service.ts";

const logGroupName = "/aws/lambda/scorer";
const logStreamName = "2026/01/15/[$LATEST]0123456789abcdef";

describe("CloudWatch Logs", () => {
  let cloud: TestPlatform;
  let start: number;

  const put = (logEvents: readonly InputLogEvent[], stream = logStreamName) =>
    cloud.call(Logs.PutLogEvents, { logGroupName, logStreamName: stream, logEvents });
  const filter = (input: object = {}) => cloud.call(Logs.FilterLogEvents, { logGroupName, ...input });
  const messagesOf = (answer: { readonly events?: readonly { readonly message?: string | undefined }[] | undefined }) =>
    (answer.events ?? []).map((event) => event.message);

  beforeEach(async () => {
    cloud = await startTestPlatform({ services: [logs] });
    start = cloud.now();
    await cloud.call(Logs.CreateLogGroup, { logGroupName });
    await cloud.call(Logs.CreateLogStream, { logGroupName, logStreamName });
  });
  afterEach(() => cloud.stop());

  it("covers its whole model", () => {
    expect(uncovered(logs)).toEqual([]);
  });

  it("reads a stream in the order of time, and of arrival within one millisecond", async () => {
    await put([
      { timestamp: start, message: "b1" },
      { timestamp: start, message: "b2" },
      { timestamp: start + 1, message: "c" },
    ]);
    await put([
      { timestamp: start - 5, message: "a" },
      { timestamp: start, message: "b3" },
    ]);
    const head = await cloud.call(Logs.GetLogEvents, { logGroupName, logStreamName, startFromHead: true });
    expect(messagesOf(head)).toEqual(["a", "b1", "b2", "b3", "c"]);
    expect(head.events?.[0]).toEqual({ timestamp: start - 5, message: "a", ingestionTime: start });
  });

  it("pages through a stream in both directions, and shows the end by the same token", async () => {
    await put(Array.from({ length: 5 }, (_, index) => ({ timestamp: start, message: String(index) })));
    const get = (input: object) => cloud.call(Logs.GetLogEvents, { logGroupName, logStreamName, limit: 2, ...input });
    const latest = await get({});
    expect(messagesOf(latest)).toEqual(["3", "4"]);
    const before = await get({ nextToken: latest.nextBackwardToken });
    expect(messagesOf(before)).toEqual(["1", "2"]);
    const first = await get({ nextToken: before.nextBackwardToken });
    expect(messagesOf(first)).toEqual(["0"]);
    const none = await get({ nextToken: first.nextBackwardToken });
    expect([messagesOf(none), none.nextBackwardToken]).toEqual([[], first.nextBackwardToken]);
    expect(messagesOf(await get({ nextToken: none.nextForwardToken }))).toEqual(["0", "1"]);
    const end = await get({ nextToken: latest.nextForwardToken });
    expect([messagesOf(end), end.nextForwardToken]).toEqual([[], latest.nextForwardToken]);
    expect(end.nextForwardToken).toMatch(/^f\/\d{56}$/);
    await put([{ timestamp: start, message: "5" }]);
    expect(messagesOf(await get({ nextToken: end.nextForwardToken }))).toEqual(["5"]);
  });

  it("follows an empty stream by its forward token", async () => {
    const empty = await cloud.call(Logs.GetLogEvents, { logGroupName, logStreamName });
    await put([{ timestamp: start, message: "first" }]);
    const next = await cloud.call(Logs.GetLogEvents, {
      logGroupName,
      logStreamName,
      nextToken: empty.nextForwardToken,
    });
    expect(messagesOf(next)).toEqual(["first"]);
  });

  it("includes startTime and leaves endTime out in GetLogEvents, and includes both in FilterLogEvents", async () => {
    await put([0, 1, 2, 3].map((offset) => ({ timestamp: start + offset, message: String(offset) })));
    const range = { startTime: start + 1, endTime: start + 2 };
    expect(messagesOf(await cloud.call(Logs.GetLogEvents, { logGroupName, logStreamName, ...range }))).toEqual(["1"]);
    expect(messagesOf(await filter(range))).toEqual(["1", "2"]);
    expect(messagesOf(await filter({ startTime: start + 3, endTime: 2 ** 63 }))).toEqual(["3"]);
  });

  it("ends a page of GetLogEvents at a megabyte", async () => {
    const message = "x".repeat(400_000);
    for (let index = 0; index < 4; index++) await put([{ timestamp: start + index, message: `${index}${message}` }]);
    const get = (nextToken?: string) =>
      cloud.call(Logs.GetLogEvents, { logGroupName, logStreamName, startFromHead: true, nextToken });
    const first = await get();
    expect(messagesOf(first).map((each) => each?.charAt(0))).toEqual(["0", "1"]);
    expect(messagesOf(await get(first.nextForwardToken)).map((each) => each?.charAt(0))).toEqual(["2", "3"]);
  });

  it("searches a group across streams in the order of time, page by page", async () => {
    await cloud.call(Logs.CreateLogStream, { logGroupName, logStreamName: "other" });
    for (let index = 0; index < 6; index++) {
      await put([{ timestamp: start + index, message: `${index} ERROR` }], index % 2 === 0 ? logStreamName : "other");
    }
    await put([{ timestamp: start + 9, message: "INFO" }]);
    const found: unknown[] = [];
    let nextToken: string | undefined;
    let calls = 0;
    do {
      const page = await filter({ filterPattern: "ERROR", limit: 2, nextToken });
      found.push(...messagesOf(page));
      ({ nextToken } = page);
      calls++;
    } while (nextToken !== undefined);
    expect(found).toEqual([0, 1, 2, 3, 4, 5].map((index) => `${index} ERROR`));
    expect(calls).toBe(3);
    expect(messagesOf(await filter({ logStreamNames: ["other"] }))).toEqual(["1 ERROR", "3 ERROR", "5 ERROR"]);
    expect(messagesOf(await filter({ logStreamNamePrefix: "oth" }))).toHaveLength(3);
    expect(messagesOf(await filter({ startFromHead: false, limit: 2 }))).toEqual(["INFO", "5 ERROR"]);
    const [event] = (await filter({ limit: 1 })).events ?? [];
    expect(event).toEqual({
      logStreamName,
      timestamp: start,
      message: "0 ERROR",
      ingestionTime: start,
      eventId: expect.stringMatching(/^\d{56}$/) as unknown,
    });
  });

  it("follows a group as `aws logs tail` does: from the time of the last event on, telling events by their ids", async () => {
    await put([{ timestamp: start, message: "one" }]);
    const [one] = (await filter({ startTime: start - 600_000, interleaved: true })).events ?? [];
    await cloud.advance(1000);
    await put([
      { timestamp: start, message: "two" },
      { timestamp: start + 900, message: "three" },
    ]);
    const { events = [] } = await filter({ startTime: one?.timestamp, interleaved: true });
    const fresh = events.filter((event) => event.eventId !== one?.eventId);
    expect(fresh.map((event) => event.message)).toEqual(["two", "three"]);
  });

  it("gives tokens of FilterLogEvents that end after a day", async () => {
    await put([0, 1].map((offset) => ({ timestamp: start + offset, message: String(offset) })));
    const { nextToken } = await filter({ limit: 1 });
    await cloud.advance(24 * HOUR_MILLISECONDS);
    expect(messagesOf(await filter({ nextToken }))).toEqual(["1"]);
    await cloud.advance(1);
    await expect(filter({ nextToken })).rejects.toThrow("The specified nextToken is invalid.");
  });

  it.each([
    { name: "too old", offsets: [-14 * DAY_MILLISECONDS - 1, 0], info: { tooOldLogEventEndIndex: 1 }, kept: 1 },
    { name: "just not too old", offsets: [-14 * DAY_MILLISECONDS], info: undefined, kept: 1 },
    {
      name: "too new",
      offsets: [0, 2 * HOUR_MILLISECONDS, 2 * HOUR_MILLISECONDS + 1],
      info: { tooNewLogEventStartIndex: 2 },
      kept: 2,
    },
    {
      name: "nothing left",
      offsets: [-20 * DAY_MILLISECONDS, 3 * HOUR_MILLISECONDS],
      info: { tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 1 },
      kept: 0,
    },
  ])("drops events by their time and says which: $name", async ({ offsets, info, kept }) => {
    const answer = await put(offsets.map((offset) => ({ timestamp: start + offset, message: "m" })));
    expect(answer.rejectedLogEventsInfo).toEqual(info);
    expect(messagesOf(await filter())).toHaveLength(kept);
  });

  it("drops events that the retention policy would not keep", async () => {
    await cloud.call(Logs.PutRetentionPolicy, { logGroupName, retentionInDays: 3 });
    const answer = await put([
      { timestamp: start - 3 * DAY_MILLISECONDS - 1, message: "gone" },
      { timestamp: start - 3 * DAY_MILLISECONDS + HOUR_MILLISECONDS, message: "kept" },
    ]);
    expect(answer.rejectedLogEventsInfo).toEqual({ expiredLogEventEndIndex: 1 });
    expect(messagesOf(await filter())).toEqual(["kept"]);
  });

  it.each([
    {
      name: "order",
      events: [
        { timestamp: 2, message: "m" },
        { timestamp: 1, message: "m" },
      ],
      sentence: "Log events in a single PutLogEvents request must be in chronological order.",
    },
    {
      name: "span",
      events: [
        { timestamp: -24 * HOUR_MILLISECONDS - 1, message: "m" },
        { timestamp: 0, message: "m" },
      ],
      sentence: "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
    },
    {
      name: "event size",
      events: [{ timestamp: 0, message: "é".repeat(524_276) }],
      sentence: "Log event too large: 1048578 bytes exceeds limit of 1048576",
    },
    {
      name: "batch size",
      events: Array.from({ length: 2 }, () => ({ timestamp: 0, message: "x".repeat(524_263) })),
      sentence: "Upload too large: 1048578 bytes exceeds limit of 1048576",
    },
  ])("refuses a batch for its $name", async ({ events, sentence }) => {
    const batch = events.map((event) => ({ ...event, timestamp: event.timestamp + start }));
    await expect(put(batch)).rejects.toMatchObject({ code: "InvalidParameterException", message: sentence });
    expect(messagesOf(await filter())).toEqual([]);
  });

  it("hides expired events at once, and removes them in time", async () => {
    await put([{ timestamp: start, message: "x".repeat(74) }]);
    await cloud.call(Logs.PutRetentionPolicy, { logGroupName, retentionInDays: 1 });
    await cloud.advance(12 * HOUR_MILLISECONDS);
    await put([{ timestamp: start + 12 * HOUR_MILLISECONDS, message: "y" }]);
    const described = async () => (await cloud.call(Logs.DescribeLogGroups, {})).logGroups?.[0];
    expect(await described()).toMatchObject({ retentionInDays: 1, storedBytes: 127 });
    await cloud.advance(12 * HOUR_MILLISECONDS);
    expect(messagesOf(await filter())).toHaveLength(2);
    await cloud.advance(1);
    expect(messagesOf(await filter())).toEqual(["y"]);
    await cloud.restart();
    await cloud.advance(3 * DAY_MILLISECONDS);
    expect(await described()).toMatchObject({ storedBytes: 0 });
    await cloud.call(Logs.DeleteRetentionPolicy, { logGroupName });
    expect(messagesOf(await filter())).toEqual([]);
  });

  it("shows again what a longer retention policy keeps, when it was not removed yet", async () => {
    await put([{ timestamp: start - 10 * DAY_MILLISECONDS, message: "old" }]);
    await cloud.call(Logs.PutRetentionPolicy, { logGroupName, retentionInDays: 14 });
    expect(messagesOf(await filter())).toEqual(["old"]);
    await cloud.advance(5 * DAY_MILLISECONDS);
    expect(messagesOf(await filter())).toEqual([]);
  });

  it("describes groups by name, prefix and pattern, page by page", async () => {
    for (const name of ["alpha", "Beta", "beta/one", "beta/two"]) {
      await cloud.call(Logs.CreateLogGroup, { logGroupName: name });
    }
    const names = async (input: object) =>
      (await cloud.call(Logs.DescribeLogGroups, input)).logGroups?.map((group) => group.logGroupName);
    expect(await names({})).toEqual([logGroupName, "Beta", "alpha", "beta/one", "beta/two"]);
    expect(await names({ logGroupNamePrefix: "beta" })).toEqual(["beta/one", "beta/two"]);
    expect(await names({ logGroupNamePattern: "eta" })).toEqual(["Beta", "beta/one", "beta/two"]);
    const arn = "arn:aws:logs:us-east-1:000000000000:log-group:alpha";
    expect(await names({ logGroupIdentifiers: [arn, "beta/two"] })).toEqual(["alpha", "beta/two"]);
    const page = await cloud.call(Logs.DescribeLogGroups, { limit: 2 });
    expect(await names({ limit: 2, nextToken: page.nextToken })).toEqual(["alpha", "beta/one"]);
    expect(page.logGroups?.[1]).toEqual({
      logGroupName: "Beta",
      creationTime: start,
      metricFilterCount: 0,
      arn: "arn:aws:logs:us-east-1:000000000000:log-group:Beta:*",
      logGroupArn: "arn:aws:logs:us-east-1:000000000000:log-group:Beta",
      storedBytes: 0,
      logGroupClass: "STANDARD",
      deletionProtectionEnabled: false,
    });
  });

  it("describes streams by name and by the time of their last event", async () => {
    for (const name of ["a", "b", "c"]) await cloud.call(Logs.CreateLogStream, { logGroupName, logStreamName: name });
    await put([{ timestamp: start + 5, message: "m" }], "a");
    await put([{ timestamp: start + 3, message: "m" }], "c");
    await put([{ timestamp: start + 9, message: "m" }], "c");
    const names = async (input: object) =>
      (await cloud.call(Logs.DescribeLogStreams, { logGroupName, ...input })).logStreams?.map(
        (each) => each.logStreamName,
      );
    expect(await names({})).toEqual([logStreamName, "a", "b", "c"]);
    expect(await names({ descending: true, limit: 2 })).toEqual(["c", "b"]);
    const byTime = { orderBy: "LastEventTime" as const, descending: true };
    expect(await names(byTime)).toEqual(["c", "a", "b", logStreamName]);
    const page = await cloud.call(Logs.DescribeLogStreams, { logGroupName, ...byTime, limit: 1 });
    expect(await names({ ...byTime, nextToken: page.nextToken })).toEqual(["a", "b", logStreamName]);
    expect(page.logStreams?.[0]).toMatchObject({
      firstEventTimestamp: start + 3,
      lastEventTimestamp: start + 9,
      lastIngestionTime: start,
      storedBytes: 0,
      arn: "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/scorer:log-stream:c",
    });
  });

  it("forgets what was in a group or stream that is deleted and made again", async () => {
    await put(Array.from({ length: 2_500 }, (_, index) => ({ timestamp: start + index, message: "m" })));
    await cloud.call(Logs.DeleteLogStream, { logGroupName, logStreamName });
    expect(messagesOf(await filter())).toEqual([]);
    await cloud.call(Logs.CreateLogStream, { logGroupName, logStreamName });
    await put([{ timestamp: start, message: "new" }]);
    expect(messagesOf(await filter())).toEqual(["new"]);
    await cloud.advance(1);
    expect((await cloud.call(Logs.DescribeLogGroups, {})).logGroups?.[0]).toMatchObject({ storedBytes: 29 });
    await cloud.call(Logs.DeleteLogGroup, { logGroupName });
    await cloud.call(Logs.CreateLogGroup, { logGroupName });
    expect(messagesOf(await filter())).toEqual([]);
    await cloud.advance(1);
    expect((await cloud.call(Logs.DescribeLogStreams, { logGroupName })).logStreams).toEqual([]);
  });

  it("keeps everything over a restart", async () => {
    await put([{ timestamp: start, message: "before" }]);
    await cloud.restart();
    await put([{ timestamp: start, message: "after" }]);
    expect(messagesOf(await filter())).toEqual(["before", "after"]);
  });

  it("tags groups", async () => {
    const resourceArn = `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}`;
    await cloud.call(Logs.TagResource, { resourceArn, tags: { team: "quiz", stage: "test" } });
    await cloud.call(Logs.UntagResource, { resourceArn, tagKeys: ["stage", "none"] });
    expect(await cloud.call(Logs.ListTagsForResource, { resourceArn })).toEqual({ tags: { team: "quiz" } });
  });

  it("counts what comes in", async () => {
    await put([{ timestamp: start, message: "four" }]);
    await cloud.advance(60_000);
    const data = cloud.metrics().map(({ name, values, dimensions }) => [name, [...values.keys()], dimensions]);
    expect(data).toEqual([
      ["IncomingBytes", [30], { LogGroupName: logGroupName }],
      ["IncomingLogEvents", [1], { LogGroupName: logGroupName }],
    ]);
  });
});
