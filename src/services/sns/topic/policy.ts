/** A topic's access policy as a document: the default one, and statements that AddPermission writes. */
import {
  PolicyUnreadable,
  readPolicyDocument,
  type Statement as PolicyStatement,
} from "../../../platform/policies/policy-document.ts";
import { invalidParameter, invalidParameterReason } from "../errors.ts";
import { POLICY_BYTES_MAX } from "../limits.ts";
import { AttributeRefusal } from "./attribute-refusal.ts";
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

/** Checks a policy that a request gives. @throws AttributeRefusal */
export function checkedPolicy(text: string): string {
  const statements = wholeStatements(text);
  if (statements === undefined || Buffer.byteLength(text) > POLICY_BYTES_MAX) {
    throw new AttributeRefusal("Policy Error: null");
  }
  const named = statements.filter(({ actions }) => !actions.isInverted).flatMap(({ actions }) => actions.values);
  if (!named.every(isInScope)) throw new AttributeRefusal(OUT_OF_SCOPE);
  return text;
}

/** The statements of a policy; undefined when it has none, or one without what AWS asks of each. */
function wholeStatements(text: string): readonly PolicyStatement[] | undefined {
  let statements: readonly PolicyStatement[];
  try {
    ({ statements } = readPolicyDocument(text));
  } catch (error) {
    // What is wrong with it is more than AWS says.
    if (error instanceof PolicyUnreadable) return undefined;
    throw error;
  }
  const isWhole = statements.every(
    ({ actions, resources }) => actions.values.length > 0 && resources.values.length > 0,
  );
  return statements.length > 0 && isWhole ? statements : undefined;
}

/** Recorded: each action is named, since a wildcard would stand for actions that no topic's policy can be about. */
function isInScope(action: string): boolean {
  const lower = action.toLowerCase();
  return ACTIONS.some((each) => `sns:${each.toLowerCase()}` === lower);
}

const OUT_OF_SCOPE = "Policy statement action out of service scope!";

/**
 * What a topic's policy can be about. AWS's page leaves out Receive, which policies of topics have had from the beginning.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
 */
const ACTIONS: readonly string[] = [
  "AddPermission",
  "DeleteTopic",
  "GetDataProtectionPolicy",
  "GetTopicAttributes",
  "ListSubscriptionsByTopic",
  "ListTagsForResource",
  "Publish",
  "PutDataProtectionPolicy",
  "Receive",
  "RemovePermission",
  "SetTopicAttributes",
  "Subscribe",
];

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
  if (accounts.length === 0) throw invalidParameter("AWSAccountId");
  const isOfAccounts = accounts.every((account) => /^\d{12}$/.test(account));
  if (!isOfAccounts) throw invalidParameter("A provided account ID is not valid");
  if (actions.length === 0) throw invalidParameter("ActionName");
  if (actions.some((action) => !ACTIONS.includes(action))) throw invalidParameter(OUT_OF_SCOPE);
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
