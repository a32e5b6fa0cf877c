/** What policies say of requests, by the rules of IAM's user guide. */
import { describe, expect, it } from "vitest";
import type { Caller } from "../caller.ts";
import { decide, type Verdict } from "./decide.ts";
import { PolicyUnreadable, readPolicyDocument } from "./policy-document.ts";
import { contextOf, UnknownContextKey } from "./request-context.ts";

const QUEUE = "arn:aws:sqs:us-east-1:111111111111:jobs";
const TOPIC = "arn:aws:sns:us-east-1:111111111111:orders";
const NOW = Date.UTC(2026, 0, 15, 12);

const topic: Caller = { kind: "service", account: "111111111111", principal: "sns.amazonaws.com", sourceArn: TOPIC };
const bucket: Caller = { ...topic, principal: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::uploads" };
const user = (arn: string, account = "222222222222"): Caller => {
  return { kind: "user", account, arn, userId: "AIDAEXAMPLE", accessKeyId: "test" };
};
const ann = user("arn:aws:iam::222222222222:user/team/ann");
const session = user("arn:aws:sts::222222222222:assumed-role/worker/run-7");
const nobody: Caller = { kind: "anonymous", account: "111111111111", arn: "", userId: "anonymous", accessKeyId: "" };
const mapping: Caller = { ...topic, principal: "lambda.amazonaws.com", isRole: true };

interface Asked {
  readonly caller?: Caller;
  readonly action?: string;
  readonly resource?: string;
  readonly endpoint?: string;
  readonly version?: string;
}

function verdictOf(statements: unknown, asked: Asked = {}): Verdict {
  const { caller = topic, action = "sqs:SendMessage", resource = QUEUE, endpoint = "http://localhost:4566" } = asked;
  const frame = { caller, region: "us-east-1", endpoint };
  const context = contextOf({
    frame,
    resourceAccount: "111111111111",
    now: NOW,
    serviceKeys: { "sns:protocol": "sqs" },
  });
  const text = JSON.stringify({ Version: asked.version ?? "2012-10-17", Statement: statements });
  return decide(readPolicyDocument(text), { caller, action, resource, context });
}

const allow = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: QUEUE };
const when = (Condition: unknown) => ({ ...allow, Condition });

describe("a statement is about", () => {
  it.each<[string, object, Asked, Verdict]>([
    ["everybody", allow, {}, "allowed"],
    ["everybody, as a list", { ...allow, Principal: { AWS: ["*"] } }, { caller: nobody }, "allowed"],
    ["a service", { ...allow, Principal: { Service: "sns.amazonaws.com" } }, {}, "allowed"],
    ["another service", { ...allow, Principal: { Service: ["s3.amazonaws.com"] } }, {}, "silent"],
    ["an account's number", { ...allow, Principal: { AWS: "222222222222" } }, { caller: ann }, "allowed"],
    [
      "an account's root",
      { ...allow, Principal: { AWS: "arn:aws:iam::222222222222:root" } },
      { caller: ann },
      "allowed",
    ],
    ["a user", { ...allow, Principal: { AWS: "arn:aws:iam::222222222222:user/team/ann" } }, { caller: ann }, "allowed"],
    ["another user", { ...allow, Principal: { AWS: "arn:aws:iam::222222222222:user/bob" } }, { caller: ann }, "silent"],
    [
      "a role",
      { ...allow, Principal: { AWS: "arn:aws:iam::222222222222:role/a/worker" } },
      { caller: session },
      "allowed",
    ],
    [
      "a session",
      { ...allow, Principal: { AWS: "arn:aws:sts::222222222222:assumed-role/worker/run-7" } },
      { caller: session },
      "allowed",
    ],
    [
      "the account of a service with a role",
      { ...allow, Principal: { AWS: "111111111111" } },
      { caller: mapping },
      "allowed",
    ],
    [
      "a service, and not its role",
      { ...allow, Principal: { Service: "lambda.amazonaws.com" } },
      { caller: mapping },
      "silent",
    ],
    ["an account, and not nobody", { ...allow, Principal: { AWS: "111111111111" } }, { caller: nobody }, "silent"],
    ["an account, and not a service", { ...allow, Principal: { AWS: "111111111111" } }, {}, "silent"],
    [
      "all but one",
      { ...allow, Principal: undefined, NotPrincipal: { AWS: "222222222222" } },
      { caller: ann },
      "silent",
    ],
    [
      "all but another",
      { ...allow, Principal: undefined, NotPrincipal: { AWS: "333333333333" } },
      { caller: ann },
      "allowed",
    ],
    ["an action in other letters", { ...allow, Action: "SQS:sendmessage" }, {}, "allowed"],
    ["actions by pattern", { ...allow, Action: ["sqs:Send*", "sqs:Get?ueueUrl"] }, {}, "allowed"],
    ["a pattern with one character", { ...allow, Action: "sqs:Get?ueueUrl" }, { action: "sqs:GetQueueUrl" }, "allowed"],
    ["every action", { ...allow, Action: "*" }, {}, "allowed"],
    ["another action", { ...allow, Action: "sqs:ReceiveMessage" }, {}, "silent"],
    ["all actions but this", { ...allow, Action: undefined, NotAction: "sqs:SendMessage" }, {}, "silent"],
    ["resources by pattern", { ...allow, Resource: "arn:aws:sqs:*:111111111111:j*s" }, {}, "allowed"],
    ["another resource", { ...allow, Resource: "arn:aws:sqs:us-east-1:111111111111:Jobs" }, {}, "silent"],
    ["all resources but this", { ...allow, Resource: undefined, NotResource: QUEUE }, {}, "silent"],
    ["no resource", { ...allow, Resource: undefined }, {}, "silent"],
    [
      "a resource by variable",
      { ...allow, Resource: "arn:aws:sqs:us-east-1:${aws:ResourceAccount}:jobs" },
      {},
      "allowed",
    ],
    [
      "a resource by a variable without a value",
      { ...allow, Resource: "arn:aws:sqs:*:*:${aws:username}" },
      {},
      "silent",
    ],
    [
      "a resource by a variable's default",
      { ...allow, Resource: "arn:aws:sqs:*:*:${aws:username, 'jobs'}" },
      {},
      "allowed",
    ],
    ["a resource with a literal star", { ...allow, Resource: "arn:aws:sqs:*:*:job${*}" }, {}, "silent"],
    [
      "text like a variable, in an old policy",
      { ...allow, Resource: "arn:aws:sqs:*:*:${aws:username, 'jobs'}" },
      { version: "2008-10-17" },
      "silent",
    ],
  ])("%s", (_, statement, asked, verdict) => {
    expect(verdictOf(statement, asked)).toBe(verdict);
  });
});

describe("several statements", () => {
  const deny = { ...allow, Effect: "Deny" };
  it.each<[string, unknown, Verdict]>([
    ["none", [], "silent"],
    ["absent", undefined, "silent"],
    ["one that allows", [allow], "allowed"],
    ["a denial behind", [allow, deny], "denied"],
    ["a denial before", [deny, allow], "denied"],
    ["a denial of something else", [{ ...deny, Action: "sqs:PurgeQueue" }, allow], "allowed"],
  ])("%s", (_, statements, verdict) => {
    expect(verdictOf(statements)).toBe(verdict);
  });
});

describe("a condition", () => {
  it.each<[string, object, Asked, Verdict]>([
    ["the source", { ArnEquals: { "aws:SourceArn": TOPIC } }, {}, "allowed"],
    ["the key in other letters", { ArnEquals: { "AWS:sourcearn": TOPIC } }, {}, "allowed"],
    ["another source", { ArnEquals: { "aws:SourceArn": `${TOPIC}-2` } }, {}, "silent"],
    ["the source by pattern", { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:111111111111:ord*" } }, {}, "allowed"],
    ["a wildcard within one part", { ArnLike: { "aws:SourceArn": "arn:aws:s*:orders" } }, {}, "silent"],
    ["a wildcard over parts, as text", { StringLike: { "aws:SourceArn": "arn:aws:s*:orders" } }, {}, "allowed"],
    ["not this source", { ArnNotEquals: { "aws:SourceArn": TOPIC } }, {}, "silent"],
    ["the source's account", { StringEquals: { "aws:SourceAccount": "111111111111" } }, {}, "allowed"],
    ["a bucket's account", { StringEquals: { "aws:SourceAccount": "111111111111" } }, { caller: bucket }, "allowed"],
    ["one of several", { StringEquals: { "aws:SourceAccount": ["9", "111111111111"] } }, {}, "allowed"],
    ["none of several", { StringNotEquals: { "aws:SourceAccount": ["9", "111111111111"] } }, {}, "silent"],
    [
      "all keys",
      { StringEquals: { "aws:SourceAccount": "111111111111", "aws:RequestedRegion": "eu-west-1" } },
      {},
      "silent",
    ],
    [
      "all operators",
      { StringEquals: { "aws:SourceAccount": "111111111111" }, Bool: { "aws:SecureTransport": "true" } },
      {},
      "silent",
    ],
    ["ignoring case", { StringEqualsIgnoreCase: { "aws:RequestedRegion": "US-EAST-1" } }, {}, "allowed"],
    ["not ignoring case", { StringEquals: { "aws:RequestedRegion": "US-EAST-1" } }, {}, "silent"],
    ["plain HTTP", { Bool: { "aws:SecureTransport": false } }, {}, "allowed"],
    ["TLS", { Bool: { "aws:SecureTransport": "true" } }, { endpoint: "https://localhost:4566" }, "allowed"],
    ["before", { DateLessThan: { "aws:CurrentTime": "2026-01-15T12:00:01Z" } }, {}, "allowed"],
    ["after", { DateGreaterThan: { "aws:CurrentTime": "2026-01-15T12:00:00Z" } }, {}, "silent"],
    ["a number", { NumericLessThanEquals: { "aws:EpochTime": NOW / 1000 } }, {}, "allowed"],
    ["a service's own key", { StringEquals: { "sns:Protocol": "sqs" } }, {}, "allowed"],
    ["an absent key", { StringEquals: { "aws:PrincipalOrgID": "o-1" } }, {}, "silent"],
    ["an absent key, negated", { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } }, {}, "allowed"],
    ["an absent key, if it exists", { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1" } }, {}, "allowed"],
    ["that a key is absent", { Null: { "aws:PrincipalOrgID": "true" } }, {}, "allowed"],
    ["that a key is there", { Null: { "aws:SourceArn": "true" } }, {}, "silent"],
    ["any of none", { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-*" } }, {}, "silent"],
    ["all of none", { "ForAllValues:StringLike": { "aws:PrincipalOrgPaths": "o-*" } }, {}, "allowed"],
    [
      "the caller's role",
      { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::222222222222:role/worker" } },
      { caller: session },
      "allowed",
    ],
    ["the caller's name", { StringEquals: { "aws:username": "ann" } }, { caller: ann }, "allowed"],
    ["that it is a service", { Bool: { "aws:PrincipalIsAWSService": "true" } }, {}, "allowed"],
    ["that it is none", { Bool: { "aws:PrincipalIsAWSService": "true" } }, { caller: ann }, "silent"],
    [
      "the owner, of an alarm",
      { StringEquals: { "AWS:SourceOwner": "111111111111" } },
      { caller: { ...topic, principal: "cloudwatch.amazonaws.com" } },
      "allowed",
    ],
    ["the owner, of a bucket", { StringEquals: { "AWS:SourceOwner": "111111111111" } }, { caller: bucket }, "silent"],
    ["a value by variable", { StringEquals: { "aws:SourceAccount": "${aws:ResourceAccount}" } }, {}, "allowed"],
    ["a star that is no wildcard", { StringEquals: { "aws:SourceAccount": "*" } }, {}, "silent"],
  ])("on %s", (_, condition, asked, verdict) => {
    expect(verdictOf(when(condition), asked)).toBe(verdict);
  });
});

it.each<[string, unknown]>([
  ["a statement that is none", "x"],
  ["an effect that there is not", { ...allow, Effect: "Maybe" }],
  ["principals as a list", { ...allow, Principal: ["*"] }],
  ["an action that is no text", { ...allow, Action: [{}] }],
  ["a condition that is no object", when("x")],
  ["an operator that there is not", when({ StringMatches: { "aws:SourceArn": "x" } })],
  ["an operator of the prototype", when({ constructor: { "aws:SourceArn": "x" } })],
])("%s cannot be decided", (_, statement) => {
  expect(() => verdictOf(statement)).toThrow(PolicyUnreadable);
});

it("a key whose value is not known here cannot be decided", () => {
  expect(() => verdictOf(when({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }))).toThrow(UnknownContextKey);
});

it("hostile patterns take bounded time", () => {
  const Resource = `${"a*".repeat(500)}b`;
  expect(verdictOf({ ...allow, Resource }, { resource: "a".repeat(2_000) })).toBe("silent");
});
