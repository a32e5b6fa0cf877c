/** Everything that SNS refuses, member by member of its model, over the query protocol: AWS's words, and nothing changes. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SNS } from "../../schema/generated/sns.ts";
import { inputMembers, inputOf } from "../../../tests/harness/input-members.ts";
import { type BadInput, type SnsOperation, startWorld, TOPIC, type World } from "./bad-input/bad-input.fixture.ts";
import { DATA_PROTECTION } from "./bad-input/data-protection.fixture.ts";
import { NOT_IMPLEMENTED } from "./bad-input/not-implemented.fixture.ts";
import { ALONE, PUBLISHING } from "./bad-input/publishing.fixture.ts";
import { callByQuery, queryRefusal } from "./bad-input/query-call.fixture.ts";
import { REQUIRED } from "./bad-input/required.fixture.ts";
import { SUBSCRIPTIONS, UNPARSEABLE } from "./bad-input/subscriptions.fixture.ts";
import { TOPICS } from "./bad-input/topics.fixture.ts";

let world: World;
let before: unknown;
beforeAll(async () => {
  world = await startWorld();
  before = await everything();
});
afterAll(() => world.cloud.stop());

/** Every row of the store, and what clients are shown of each topic. */
async function everything() {
  const { cloud } = world;
  const { Topics = [] } = await cloud.call(SNS.ListTopics, {});
  const shown = Topics.map(({ TopicArn = "" }) => cloud.call(SNS.GetTopicAttributes, { TopicArn }));
  const rows = cloud.store.read((tx) =>
    [...tx.range({ from: "", to: "\xff" })].map(({ key, value }) => [key, Buffer.from(value).toString("latin1")]),
  );
  return { Topics, shown: await Promise.all(shown), rows };
}

const WHOLE: readonly BadInput[] = [
  ...REQUIRED,
  ...TOPICS,
  ...DATA_PROTECTION,
  ...SUBSCRIPTIONS,
  ...PUBLISHING,
  ...NOT_IMPLEMENTED,
];

/** What is not answered with 400. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors */
const STATUS: Readonly<Record<string, number>> = {
  NotFound: 404,
  ResourceNotFound: 404,
  FilterPolicyLimitExceeded: 403,
  SubscriptionLimitExceeded: 403,
  NotImplemented: 501,
};

const given = (input: BadInput[2]): object => (typeof input === "function" ? input(world) : input);

/** A row's name: its input, cut where it is long. */
function titled(rows: readonly BadInput[]): [string, BadInput][] {
  return rows.map((row) => {
    const input = typeof row[2] === "function" ? "what the cloud gave" : JSON.stringify(row[2]);
    return [`${row[0]} ${row[1]} in ${input.slice(0, 100)}`, row];
  });
}

describe("refuses", () => {
  it.each(titled(WHOLE))("%s", async (_, [operation, , input, code, message]) => {
    const refusal = { status: STATUS[code] ?? 400, code, message };
    expect(await queryRefusal(world, operation, given(input))).toEqual(refusal);
    expect(await everything()).toEqual(before);
  });

  it.each(titled(UNPARSEABLE))("what is no JSON: %s", async (_, [operation, , input, code, message]) => {
    const refusal = await queryRefusal(world, operation, given(input));
    expect(refusal).toEqual({ status: 400, code, message: expect.stringMatching(new RegExp(`^${message}.`)) });
    expect(await everything()).toEqual(before);
  });
});

describe("fails alone in a batch", () => {
  it.each(ALONE)("%s %j", async (_, members, Code, Message) => {
    const PublishBatchRequestEntries = [{ Id: "bad", Message: "m", ...members }];
    expect(await callByQuery(world, "PublishBatch", { TopicArn: TOPIC, PublishBatchRequestEntries })).toEqual({
      Successful: [],
      Failed: [{ Id: "bad", SenderFault: true, Code, Message }],
    });
    expect(await everything()).toEqual(before);
  });
});

describe("the tables", () => {
  /** Those of mobile push and SMS have a table of their own: outbox/refusals.test.ts. */
  const OPERATIONS: readonly SnsOperation[] = [
    "AddPermission",
    "ConfirmSubscription",
    "CreateTopic",
    "DeleteTopic",
    "GetDataProtectionPolicy",
    "GetSubscriptionAttributes",
    "GetTopicAttributes",
    "ListSubscriptions",
    "ListSubscriptionsByTopic",
    "ListTagsForResource",
    "ListTopics",
    "Publish",
    "PublishBatch",
    "PutDataProtectionPolicy",
    "RemovePermission",
    "SetSubscriptionAttributes",
    "SetTopicAttributes",
    "Subscribe",
    "TagResource",
    "Unsubscribe",
    "UntagResource",
  ];
  const tried = new Set([
    ...WHOLE.map(([operation, member]) => `${operation} ${member}`),
    ...ALONE.map(([member]) => `PublishBatch PublishBatchRequestEntries.${member}`),
  ]);
  const known = new Set(OPERATIONS.flatMap((operation) => inputMembers(SNS.model, operation)));

  it("leave out no member of any input", () => expect([...known].filter((each) => !tried.has(each))).toEqual([]));

  it("name no member that is none", () => expect([...tried].filter((each) => !known.has(each))).toEqual([]));

  it("try each member that is required without it", () => {
    const lacking = (operation: string, member: string): boolean =>
      WHOLE.some(([name, wrong, input]) => name === operation && wrong === member && lacks(given(input), member));
    const left = OPERATIONS.flatMap((operation) =>
      (inputOf(SNS.model, operation).required ?? [])
        .filter((member) => !lacking(operation, member))
        .map((member) => `${operation} ${member}`),
    );
    expect(left).toEqual([]);
  });
});

function lacks(input: object, member: string): boolean {
  return !Object.entries(input).some(([name, value]) => name === member && value !== undefined);
}
