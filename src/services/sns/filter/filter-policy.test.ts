/** Filter policies by their cases: which messages they let through, in both scopes, and which policies are refused. */
import { beforeAll, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import type { FilterPolicyScope } from "../subscription/subscription.ts";
import { sns } from "../service.ts";
import { ADDRESS_CASES } from "./cases/address-cases.fixture.ts";
import { ANYTHING_BUT_CASES } from "./cases/anything-but-cases.fixture.ts";
import { ATTRIBUTES_CASES } from "./cases/attributes-cases.fixture.ts";
import { BODY_CASES } from "./cases/body-cases.fixture.ts";
import { EXACT_VALUE_CASES } from "./cases/exact-value-cases.fixture.ts";
import {
  type AcceptedCase,
  asAttributes,
  attributesVerdict,
  bodyVerdict,
  type RefusalCase,
} from "./cases/filter-case.fixture.ts";
import { NUMBER_CASES } from "./cases/number-cases.fixture.ts";
import { PRESENCE_CASES } from "./cases/presence-cases.fixture.ts";
import { ACCEPTED_CASES, REFUSAL_CASES } from "./cases/refusal-cases.fixture.ts";
import { TEXT_CONDITION_CASES } from "./cases/text-condition-cases.fixture.ts";

const CONDITION_CASES = {
  "exact values": EXACT_VALUE_CASES,
  "conditions on text": TEXT_CONDITION_CASES,
  "anything-but": ANYTHING_BUT_CASES,
  numeric: NUMBER_CASES,
  cidr: ADDRESS_CASES,
  exists: PRESENCE_CASES,
};

describe("the cases", () => {
  it("are at least 400, and no two of them the same", () => {
    const tables = [...Object.values(CONDITION_CASES), ATTRIBUTES_CASES, BODY_CASES, REFUSAL_CASES, ACCEPTED_CASES];
    const texts = tables.flatMap((table, index) => table.map((each) => `${index} ${withAbsence(each)}`));
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
    expect(texts.length).toBeGreaterThanOrEqual(400);
  });
});

describe.each(Object.entries(CONDITION_CASES))("%s", (_, cases) => {
  it.each(cases)("on an attribute: %j and %j: %s", (conditions, value, accepted) => {
    expect(attributesVerdict({ key: conditions }, asAttributes(value)) === undefined).toBe(accepted);
  });

  it.each(cases)("on a member of the body: %j and %j: %s", (conditions, value, accepted) => {
    expect(bodyVerdict({ key: conditions }, JSON.stringify({ key: value })) === undefined).toBe(accepted);
  });
});

describe("policies on attributes", () => {
  it.each(ATTRIBUTES_CASES)("%j with %j: %s", (policy, attributes, accepted) => {
    expect(attributesVerdict(policy, attributes) === undefined).toBe(accepted);
  });
});

describe("policies on the body", () => {
  it.each(BODY_CASES)("%j with %j: %s", (policy, body, accepted) => {
    expect(bodyVerdict(policy, JSON.stringify(body)) === undefined).toBe(accepted);
  });

  it.each(["", "x", "{", '{"a":"x"', "{'a':'x'}", "undefined"])("never let %j through", (body) => {
    expect(bodyVerdict({ a: [{ exists: false }] }, body)?.counter).toBe("InvalidMessageBody");
  });
});

describe("requests", () => {
  let cloud: TestPlatform;
  let TopicArn: string;
  const subscriptions: Record<string, string> = {};
  beforeAll(async () => {
    cloud = await startTestPlatform({ services: [sns] });
    TopicArn = (await cloud.call(SNS.CreateTopic, { Name: "orders" })).TopicArn ?? "";
    for (const scope of ["MessageAttributes", "MessageBody"]) {
      subscriptions[scope] = await subscribe(scope, { FilterPolicyScope: scope });
    }
    return () => cloud.stop();
  });

  async function subscribe(queue: string, Attributes: Record<string, string>): Promise<string> {
    const Endpoint = `arn:aws:sqs:us-east-1:000000000000:${queue}`;
    const answer = await cloud.call(SNS.Subscribe, { TopicArn, Protocol: "sqs", Endpoint, Attributes });
    return answer.SubscriptionArn ?? "";
  }

  const set = (policy: string, scope: FilterPolicyScope) =>
    cloud.call(SNS.SetSubscriptionAttributes, {
      SubscriptionArn: subscriptions[scope] ?? "",
      AttributeName: "FilterPolicy",
      AttributeValue: policy,
    });

  async function stored(scope: FilterPolicyScope): Promise<string | undefined> {
    const input = { SubscriptionArn: subscriptions[scope] ?? "" };
    return (await cloud.call(SNS.GetSubscriptionAttributes, input)).Attributes?.FilterPolicy;
  }

  it.each(REFUSAL_CASES.map(refusal))("are refused, $sentence: $shown", async ({ policy, sentence, scope }) => {
    const refused = { FilterPolicy: policy, FilterPolicyScope: scope };
    const error = { code: "InvalidParameterException" };
    await expect(subscribe("refused", refused)).rejects.toMatchObject({
      ...error,
      message: expect.stringMatching(beginningWith(`Invalid parameter: Attributes Reason: ${sentence}`)),
    });
    await expect(set(policy, scope)).rejects.toMatchObject({
      ...error,
      message: expect.stringMatching(beginningWith(`Invalid parameter: ${sentence}`)),
    });
    expect(await stored(scope)).toBeUndefined();
  });

  it.each(ACCEPTED_CASES.map(acceptance))("keep $shown, and lose it again", async ({ policy, scope }) => {
    await set(policy, scope);
    expect(await stored(scope)).toBe(policy);
    await set("", scope);
    expect(await stored(scope)).toBeUndefined();
  });

  it.each(["{}", " { } ", ""])("take %j for no policy", async (policy) => {
    await set('{"a":["x"]}', "MessageAttributes");
    await set(policy, "MessageAttributes");
    expect(await stored("MessageAttributes")).toBeUndefined();
  });
});

function refusal([policy, sentence, scope]: RefusalCase) {
  return { sentence, ...acceptance([policy, scope]) };
}

function acceptance([policy, scope = "MessageAttributes"]: AcceptedCase) {
  return { policy, scope, shown: policy.slice(0, 100) };
}

/** JSON cannot tell an absent value from null. */
function withAbsence(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (each instanceof Uint8Array) return `bytes ${each.join()}`;
    return each === undefined ? "absent" : each;
  });
}

function beginningWith(sentence: string): RegExp {
  return new RegExp(`^${sentence.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}`);
}
