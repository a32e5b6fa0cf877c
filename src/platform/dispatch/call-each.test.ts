/** Several calls of one operation: each goes through the pipeline and ends by itself. */
import { afterEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { text } from "../../store/key.ts";
import { keyspace } from "../../store/keyspace.ts";
import { record } from "../../store/value-codec.ts";
import { local } from "../local.ts";
import { operation } from "../operation.ts";
import type { CallAs } from "../scope.ts";
import { defineService } from "../service.ts";
import { ServiceError } from "../service-error.ts";

const rows = keyspace("test/each-rows", { key: [text], value: record<string>() });
const happened = local<string[]>("test.happened", () => []);

const service = defineService({
  model: SQS.model,
  operations: [
    operation.write(SQS.SendMessage, {
      honours: ["QueueUrl", "MessageBody"],
      on: (input) => `arn:aws:sqs:us-east-1:000000000000:${input.QueueUrl}`,
      run(input, at) {
        const { MessageBody: body } = input;
        rows.put(at.tx, [body], at.caller.kind);
        at.applied(() => at.local(happened).push(`${body} applied`));
        at.after(() => at.local(happened).push(`${body} committed`));
        if (body === "refused") throw new ServiceError("Refused", "no");
        if (body === "bug") throw new TypeError("a bug");
        return { MessageId: body };
      },
    }),
    operation.read(SQS.GetQueueUrl, {
      honours: ["QueueName"],
      on: () => "*",
      run: (input, at) => ({ QueueUrl: rows.get(at.tx, [input.QueueName]) ?? "none" }),
    }),
  ],
  unsupported: ["PurgeQueue"],
  refuse: () => new ServiceError("Invalid", "not as the model says"),
});

const AS: CallAs = { principal: "test.amazonaws.com", sourceArn: "arn:aws:sns:us-east-1:000000000000:t" };

let cloud: TestPlatform;
afterEach(() => cloud.stop());

function callsOf(bodies: readonly string[], as: Partial<CallAs>) {
  return bodies.map((MessageBody) => ({
    input: { QueueUrl: "q", MessageBody },
    as: { ...AS, requestId: `request-${MessageBody}`, cause: `cause-${MessageBody}`, ...as },
  }));
}

describe.each<Partial<CallAs>>([{ until: "applied" }, {}])("calls made together, %j", (as) => {
  it("end each by itself: one that is refused, or has a bug, takes nothing from the others", async () => {
    cloud = await startTestPlatform({ services: [service] });
    const scope = cloud.scope();
    const outcomes = await scope.callEach(SQS.SendMessage, callsOf(["one", "refused", "", "bug", "two"], as));
    expect(outcomes).toMatchObject([
      { output: { MessageId: "one" } },
      { error: { code: "Refused" } },
      { output: { MessageId: "" } },
      { error: { name: "TypeError" } },
      { output: { MessageId: "two" } },
    ]);
    await cloud.settle();
    const kept = await Promise.all(
      ["one", "refused", "bug", "two"].map((QueueName) => cloud.call(SQS.GetQueueUrl, { QueueName })),
    );
    expect(kept.map(({ QueueUrl }) => QueueUrl)).toEqual(["service", "none", "none", "service"]);
    expect(scope.local(happened).toSorted()).toEqual(
      ["", "one", "two"].flatMap((body) => [`${body} applied`, `${body} committed`]).toSorted(),
    );
  });

  it("are records of their own, each below its own cause and known by its own id", async () => {
    cloud = await startTestPlatform({ services: [service] });
    await cloud.scope().callEach(SQS.SendMessage, callsOf(["one", "refused"], as));
    const byCause = cloud.lineage().toSorted((one, other) => (one.parent < other.parent ? -1 : 1));
    expect(byCause).toMatchObject([
      { kind: "sqs.SendMessage", parent: "cause-one", subject: "request-one", outcome: "ok" },
      { kind: "sqs.SendMessage", parent: "cause-refused", subject: "request-refused", outcome: "failed" },
    ]);
  });

  it("meet faults one by one", async () => {
    cloud = await startTestPlatform({ services: [service] });
    cloud.faults().add({ fault: "throttle", operation: "SendMessage", count: 1 });
    const outcomes = await cloud.scope().callEach(SQS.SendMessage, callsOf(["one", "two"], as));
    expect(outcomes).toMatchObject([{ error: { retryable: true } }, { output: { MessageId: "two" } }]);
  });

  it("of an operation that is not there are each answered 501 by name", async () => {
    cloud = await startTestPlatform({ services: [service] });
    const calls = ["one", "two"].map((QueueUrl) => ({ input: { QueueUrl }, as: { ...AS, ...as } }));
    const refused = { error: { statusCode: 501, message: expect.stringContaining("PurgeQueue") } };
    expect(await cloud.scope().callEach(SQS.PurgeQueue, calls)).toMatchObject([refused, refused]);
  });
});

describe("calls that are not waited for", () => {
  it("have all been applied before anything else has its turn, and what follows from them waits for the commit", async () => {
    cloud = await startTestPlatform({ services: [service] });
    const scope = cloud.scope();
    const ended = scope.callEach(SQS.SendMessage, callsOf(["one", "two"], { until: "applied" }));
    expect(scope.local(happened)).toEqual(["one applied", "two applied"]);
    await ended;
    await cloud.store.synced();
    await cloud.settle();
    expect(scope.local(happened)).toEqual(["one applied", "two applied", "one committed", "two committed"]);
  });
});
