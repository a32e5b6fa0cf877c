/** The form of policy documents: what IAM refuses as malformed, and how documents travel. */
import { malformedPolicy, policyTooLong } from "../errors.ts";

const VERSIONS = new Set<unknown>(["2012-10-17", "2008-10-17"]);
const DOCUMENT_MEMBERS = new Set(["Version", "Id", "Statement"]);
const STATEMENT_MEMBERS = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

/** `identity` policies say what their holder may do; `trust` policies say who may assume a role. */
type PolicyKind = "identity" | "trust";

/** Which length a document is held to. */
interface Quota {
  readonly name: string;
  readonly maximumCharacters: number;
}

/** @throws MalformedPolicyDocument or LimitExceeded */
export function checkPolicy(document: string, kind: PolicyKind, quota?: Quota): void {
  const policy = parse(document);
  for (const member of Object.keys(policy)) {
    if (!DOCUMENT_MEMBERS.has(member)) throw malformedPolicy("Syntax errors in policy.");
  }
  if (policy["Version"] !== undefined && !VERSIONS.has(policy["Version"])) {
    throw malformedPolicy("Policy document must be version 2012-10-17 or greater.");
  }
  const { Statement: statement } = policy;
  const statements: readonly unknown[] = Array.isArray(statement) ? statement : [statement];
  if (statements.length === 0) throw malformedPolicy("Syntax errors in policy.");
  for (const each of statements) checkStatement(each, kind);
  if (quota !== undefined && charactersOf(document) > quota.maximumCharacters) {
    throw policyTooLong(quota.name, quota.maximumCharacters);
  }
}

/** The length that AWS counts: without white space. */
export function charactersOf(document: string): number {
  return document.replace(/\s/g, "").length;
}

/**
 * A document as IAM answers it: percent-encoded after RFC 3986.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
 */
export function encodeDocument(document: string): string {
  const encoded = encodeURIComponent(document);
  return encoded.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function parse(document: string): Readonly<Record<string, unknown>> {
  let policy: unknown;
  try {
    policy = JSON.parse(document);
  } catch {
    // The caller's document, not ours: its form is the answer.
    throw malformedPolicy("This policy contains invalid Json");
  }
  if (!isObject(policy)) throw malformedPolicy("Syntax errors in policy.");
  return policy;
}

function checkStatement(statement: unknown, kind: PolicyKind): void {
  if (!isObject(statement)) throw malformedPolicy("Syntax errors in policy.");
  for (const member of Object.keys(statement)) {
    if (!STATEMENT_MEMBERS.has(member)) throw malformedPolicy("Syntax errors in policy.");
  }
  const has = (member: string): boolean => statement[member] !== undefined;
  if (statement["Effect"] !== "Allow" && statement["Effect"] !== "Deny") {
    throw malformedPolicy("Syntax errors in policy.");
  }
  if (has("Action") === has("NotAction")) throw malformedPolicy("Policy statement must contain actions.");
  for (const member of ["Action", "NotAction", "Resource", "NotResource"]) {
    if (has(member) && !isTexts(statement[member])) throw malformedPolicy("Syntax errors in policy.");
  }
  if (has("Condition") && !isObject(statement["Condition"])) throw malformedPolicy("Syntax errors in policy.");
  if (kind === "identity") {
    if (has("Principal") || has("NotPrincipal")) {
      throw malformedPolicy("Policy document should not specify a principal.");
    }
    if (has("Resource") === has("NotResource")) throw malformedPolicy("Policy statement must contain resources.");
    return;
  }
  if (has("Resource") || has("NotResource")) throw malformedPolicy("Has prohibited field Resource");
  if (!has("Principal") && !has("NotPrincipal")) throw malformedPolicy("Missing required field Principal");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  if (typeof value === "string") return true;
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "string");
}
