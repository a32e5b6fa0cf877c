/** A topic's access policy as a document: the default one, and statements that AddPermission writes. */
import { invalidParameter, invalidParameterReason } from "../errors.ts";
import { POLICY_BYTES_MAX } from "../limits.ts";
import { type TopicKey, topicArn } from "./topic.ts";

/** The policy of a topic that was given none. */
export function defaultPolicy(topic: TopicKey): string {
  const actions = [
    "GetTopicAttributes",
    "SetTopicAttributes",
    "AddPermission",
    "RemovePermission",
    "DeleteTopic",
    "Subscribe",
    "ListSubscriptionsByTopic",
    "Publish",
  ];
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: actions.map((action) => `SNS:${action}`),
        Resource: topicArn(topic),
        Condition: { StringEquals: { "AWS:SourceOwner": topic.account } },
      },
    ],
  });
}

/** Checks a policy that a request gives. @throws ServiceError InvalidParameter */
export function checkedPolicy(text: string): string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // Not JSON at all: the same answer as for JSON that is no policy.
  }
  const isPolicy = typeof document === "object" && document !== null && "Statement" in document;
  if (!isPolicy || Buffer.byteLength(text) > POLICY_BYTES_MAX) throw invalidParameter("Policy Error: null");
  return text;
}

/** What AddPermission may allow. @see https://docs.aws.amazon.com/sns/latest/api/API_AddPermission.html */
const ACTIONS: ReadonlySet<string> = new Set([
  "Publish",
  "RemovePermission",
  "SetTopicAttributes",
  "DeleteTopic",
  "ListSubscriptionsByTopic",
  "GetTopicAttributes",
  "Receive",
  "AddPermission",
  "Subscribe",
]);

export interface Permission {
  readonly label: string;
  readonly accounts: readonly string[];
  readonly actions: readonly string[];
}

/** The policy with one more statement. @throws ServiceError InvalidParameter */
export function withPermission(policy: string, topic: TopicKey, permission: Permission): string {
  const { document, statements } = read(policy);
  checkPermission(permission);
  if (statements.some((each) => each.Sid === permission.label)) throw invalidParameter("Statement already exists");
  const statement = {
    Sid: permission.label,
    Effect: "Allow",
    Principal: { AWS: oneOrAll(permission.accounts.map((account) => `arn:aws:iam::${account}:root`)) },
    Action: oneOrAll(permission.actions.map((action) => `SNS:${action}`)),
    Resource: topicArn(topic),
  };
  return JSON.stringify({ ...document, Statement: [...statements, statement] });
}

/** AWS's own answers to an empty label, and to principals that are no accounts, are not recorded. */
function checkPermission({ label, accounts, actions }: Permission): void {
  if (label === "") throw invalidParameterReason("Label", "no value for required parameter");
  const isOfAccounts = accounts.length > 0 && accounts.every((account) => /^\d{12}$/.test(account));
  if (!isOfAccounts) throw invalidParameter("AWSAccountId");
  if (actions.length === 0) throw invalidParameter("ActionName");
  if (actions.some((action) => !ACTIONS.has(action))) {
    throw invalidParameter("Policy statement action out of service scope!");
  }
}

/** The policy without the statement; one that is not there is no error. */
export function withoutPermission(policy: string, label: string): string {
  const { document, statements } = read(policy);
  return JSON.stringify({ ...document, Statement: statements.filter((each) => each.Sid !== label) });
}

interface Statement {
  readonly Sid?: string;
}

function read(policy: string): { readonly document: object; readonly statements: readonly Statement[] } {
  // A stored policy is the default one or was checked to be an object with statements.
  const document = JSON.parse(policy) as { readonly Statement: Statement | readonly Statement[] };
  const { Statement: held } = document;
  // What is no array is the single statement that a policy may hold instead of a list.
  return { document, statements: Array.isArray(held) ? held : [held as Statement] };
}

function oneOrAll(values: readonly string[]): string | readonly string[] {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : values;
}
