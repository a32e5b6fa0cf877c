/** The form of bucket policies: what S3 checks before it keeps one. */
import { malformedPolicy } from "../errors.ts";
import { POLICY_MAXIMUM_BYTES } from "../limits.ts";
import { bucketArn } from "./bucket-arn.ts";

/** @throws MalformedPolicy @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html */
export function checkPolicy(text: string, bucket: string): void {
  if (Buffer.byteLength(text) > POLICY_MAXIMUM_BYTES) throw malformedPolicy("Policy exceeds the maximum allowed size");
  const statements = list(parsed(text)["Statement"]);
  if (statements === undefined) throw malformedPolicy("Missing required field Statement");
  for (const statement of statements) {
    if (!isRecord(statement)) throw malformedPolicy("Missing required field Statement");
    checkStatement(statement, bucketArn({ Bucket: bucket }));
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const policy: unknown = JSON.parse(text);
    if (isRecord(policy) && text.startsWith("{")) return policy;
  } catch {
    // What is no JSON gets the same answer as JSON that is no object.
  }
  throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
}

function checkStatement(statement: Readonly<Record<string, unknown>>, arn: string): void {
  for (const field of ["Effect", "Principal", "Action", "Resource"]) {
    if (statement[field] === undefined && statement[`Not${field}`] === undefined) {
      throw malformedPolicy(`Missing required field ${field}`);
    }
  }
  if (statement["Effect"] !== "Allow" && statement["Effect"] !== "Deny") {
    throw malformedPolicy(`Invalid effect : ${String(statement["Effect"])}`);
  }
  const principal = statement["Principal"] ?? statement["NotPrincipal"];
  if (principal !== "*" && !isRecord(principal)) throw malformedPolicy("Invalid principal in policy");
  for (const resource of list(statement["Resource"] ?? statement["NotResource"]) ?? []) {
    const isOurs = typeof resource === "string" && (resource === arn || resource.startsWith(`${arn}/`));
    if (!isOurs && !isWildcardOf(resource, arn)) throw malformedPolicy("Policy has invalid resource");
  }
}

/** A resource whose fixed start leads to the bucket, such as `arn:aws:s3:::bucket*`. */
function isWildcardOf(resource: unknown, arn: string): boolean {
  if (typeof resource !== "string") return false;
  const end = resource.search(/[*?]/);
  return end >= 0 && `${arn}/`.startsWith(resource.slice(0, end));
}

function list(value: unknown): readonly unknown[] | undefined {
  return value === undefined || Array.isArray(value) ? value : [value];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
