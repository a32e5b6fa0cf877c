/** A queue's access policy as a document: what is taken for one, and the statements that AddPermission writes. */
import { invalidAttributeValue, invalidParameterValue, missingParameter, policyOverLimit } from "../errors.ts";
import { FIXED, type Limits } from "../limits.ts";
import type { Queue } from "./queue.ts";

/** Checks a policy that a request gives. @throws ServiceError InvalidAttributeValue */
export function checkedPolicy(text: string, { policyBytes }: Limits): string {
  readPolicy(text);
  if (Buffer.byteLength(text) > policyBytes) throw invalidAttributeValue("Policy");
  return text;
}

export interface Permission {
  readonly label: string;
  readonly accounts: readonly string[];
  readonly actions: readonly string[];
}

/** The policy of a queue with one more statement. @throws ServiceError InvalidParameterValue, MissingParameter, OverLimit */
export function withPermission(queue: Queue, permission: Permission, limits: Limits): string {
  checkPermission(permission, limits);
  const { label } = permission;
  const { policy } = queue.settings;
  const { document, statements } = policy === undefined ? firstPolicy(queue.arn) : readPolicy(policy);
  if (statements.some((each) => each.Sid === label)) throw invalidParameterValue("Label", label, "Already exists.");
  const changed = [...statements, statementOf(permission, queue.arn)];
  requireAtMost(limits.policyStatements, changed.length, "Statements");
  const text = JSON.stringify({ ...document, Statement: changed });
  requireAtMost(limits.policyBytes, Buffer.byteLength(text), "Bytes");
  return text;
}

/** The policy without the statement; undefined when that was its last. @throws ServiceError InvalidParameterValue */
export function withoutPermission(policy: string | undefined, label: string): string | undefined {
  const { document, statements } = policy === undefined ? NO_POLICY : readPolicy(policy);
  const kept = statements.filter((each) => each.Sid !== label);
  if (kept.length === statements.length) throw invalidParameterValue("Label", label, "can't find label.");
  return kept.length === 0 ? undefined : JSON.stringify({ ...document, Statement: kept });
}

/** A policy, or a statement of it: whatever else is in it is kept as it was given. */
interface PolicyPart {
  readonly Sid?: unknown;
  readonly Statement?: unknown;
  readonly [member: string]: unknown;
}

interface PolicyDocument {
  readonly document: PolicyPart;
  readonly statements: readonly PolicyPart[];
}

const NO_POLICY: PolicyDocument = { document: {}, statements: [] };

/** What the first AddPermission of a queue begins, as recorded from AWS. */
function firstPolicy(queueArn: string): PolicyDocument {
  return { document: { Version: "2008-10-17", Id: `${queueArn}/SQSDefaultPolicy` }, statements: [] };
}

function readPolicy(text: string): PolicyDocument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // Not JSON at all: the same answer as for JSON that is no policy.
  }
  if (!isObject(document)) throw invalidAttributeValue("Policy");
  const held = document.Statement ?? [];
  // A policy may hold one statement instead of a list.
  const statements: readonly unknown[] = Array.isArray(held) ? held : [held];
  if (!statements.every(isObject)) throw invalidAttributeValue("Policy");
  return { document, statements };
}

function isObject(value: unknown): value is PolicyPart {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Single values are texts, several are lists, and all actions begin with SQS in capitals. */
function statementOf({ label, accounts, actions }: Permission, queueArn: string): PolicyPart {
  return {
    Sid: label,
    Effect: "Allow",
    Principal: { AWS: oneOrAll(accounts.map((account) => `arn:aws:iam::${account}:root`)) },
    Action: oneOrAll(actions.map((action) => `SQS:${action}`)),
    Resource: queueArn,
  };
}

function oneOrAll(values: readonly string[]): string | readonly string[] {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : values;
}

/** API reference of AddPermission. */
const LABEL = new RegExp(`^[A-Za-z0-9_-]{1,${FIXED.permissionLabelCharacters}}$`);
const ACCOUNT = /^\d{12}$/;

function checkPermission({ label, accounts, actions }: Permission, { policyPrincipals }: Limits): void {
  if (!LABEL.test(label)) {
    const reason = "Label can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.";
    throw invalidParameterValue("Label", label, reason);
  }
  const strange = accounts.filter((account) => !ACCOUNT.test(account));
  if (accounts.length === 0 || strange.length > 0) {
    throw invalidParameterValue("PrincipalId", `[${strange.join(", ")}]`, "Unable to verify.");
  }
  requireAtMost(policyPrincipals, accounts.length, "Principals");
  // A query request cannot tell an empty list from none.
  if (actions.length === 0) throw missingParameter("Actions");
  requireAtMost(FIXED.policyActions, actions.length, "Actions");
  for (const action of actions) checkAction(action);
}

/** What other accounts can be allowed; a batch goes with its single action. */
const GRANTED_ACTIONS: ReadonlySet<string> = new Set([
  "*",
  "ChangeMessageVisibility",
  "DeleteMessage",
  "GetQueueAttributes",
  "GetQueueUrl",
  "ListDeadLetterSourceQueues",
  "PurgeQueue",
  "ReceiveMessage",
  "SendMessage",
]);

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-limitations-of-custom-policies.html */
const OWNERS_ACTIONS: ReadonlySet<string> = new Set([
  "AddPermission",
  "CancelMessageMoveTask",
  "CreateQueue",
  "DeleteQueue",
  "ListMessageMoveTasks",
  "ListQueueTags",
  "ListQueues",
  "RemovePermission",
  "SetQueueAttributes",
  "StartMessageMoveTask",
  "TagQueue",
  "UntagQueue",
]);

function checkAction(action: string): void {
  if (GRANTED_ACTIONS.has(action)) return;
  const reason = OWNERS_ACTIONS.has(action)
    ? "Only the queue owner is allowed to invoke this action."
    : "Please refer to the appropriate WSDL for a list of valid actions.";
  throw invalidParameterValue("ActionName", `SQS:${action}`, reason);
}

function requireAtMost(most: number, count: number, what: string): void {
  if (count > most) throw policyOverLimit(what, count, most);
}
