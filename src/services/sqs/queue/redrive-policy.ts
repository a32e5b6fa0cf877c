/** The two redrive policies: what they may say, and whether a queue may be the dead-letter queue of another. */
import { parseArn } from "../../../kernel/arn.ts";
import { invalidAttributeValue, invalidParameterValue } from "../errors.ts";
import { FIXED } from "../limits.ts";
import type { RedriveAllowPolicy, RedrivePolicy } from "./queue.ts";

const REDRIVE_MEMBERS = ["maxReceiveCount", "deadLetterTargetArn"];

/** @throws ServiceError InvalidParameterValue or InvalidAttributeValue when `json` is no redrive policy */
export function parseRedrivePolicy(json: string): RedrivePolicy {
  const policy = parseObject(json);
  if (policy === undefined) {
    throw invalidAttributeValue("RedrivePolicy", "Redrive policy is not a valid JSON map.");
  }
  const refuse = (reason: string): Error => invalidParameterValue("RedrivePolicy", json, reason);
  for (const name of REDRIVE_MEMBERS) {
    if (policy[name] === undefined) throw refuse(`Redrive policy does not contain mandatory attribute: ${name}.`);
  }
  if (Object.keys(policy).some((name) => !REDRIVE_MEMBERS.includes(name))) {
    throw refuse("Only following attributes are supported: [maxReceiveCount, deadLetterTargetArn].");
  }
  const { maxReceiveCount, deadLetterTargetArn } = policy;
  const count = wholeNumber(maxReceiveCount);
  if (count === undefined || count < 1 || count > FIXED.maxReceiveCount) {
    const shown = typeof maxReceiveCount === "object" ? JSON.stringify(maxReceiveCount) : String(maxReceiveCount);
    throw refuse(`Invalid value for maxReceiveCount: ${shown}, valid values are from 1 to 1000 both inclusive.`);
  }
  if (typeof deadLetterTargetArn !== "string" || parseArn(deadLetterTargetArn)?.service !== "sqs") {
    throw refuse("Only SQS queues are valid resources for deadLetterTargetArn.");
  }
  return { deadLetterTargetArn, maxReceiveCount: count };
}

const UNSUPPORTED_FORMAT = "Amazon SQS can't create the redrive allow policy, as it’s in an unsupported format.";

/** @throws ServiceError InvalidParameterValue or InvalidAttributeValue when `json` is no redrive allow policy */
export function parseRedriveAllowPolicy(json: string): RedriveAllowPolicy {
  const policy = parseObject(json);
  const { redrivePermission, sourceQueueArns, ...others } = policy ?? {};
  const isPermission =
    redrivePermission === "allowAll" || redrivePermission === "denyAll" || redrivePermission === "byQueue";
  const arns = sourceQueueArns ?? [];
  if (!isPermission || Object.keys(others).length > 0 || !isTexts(arns)) {
    throw invalidAttributeValue("RedriveAllowPolicy", UNSUPPORTED_FORMAT);
  }
  const refuse = (reason: string): Error =>
    invalidParameterValue("RedriveAllowPolicy", json, `Amazon SQS can't create the redrive allow policy. ${reason}`);
  if (redrivePermission === "byQueue" && arns.length === 0) {
    throw refuse(
      "When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values.",
    );
  }
  if (arns.length > FIXED.redriveSourceQueues) {
    throw refuse("The maximum number of source queue ARNs you can specify is 10.");
  }
  if (redrivePermission !== "byQueue" && sourceQueueArns !== undefined) {
    throw refuse("To specify one or more source queue ARNs, you must set redrivePermission to byQueue.");
  }
  return { redrivePermission, sourceQueueArns: arns, json: JSON.stringify(policy) };
}

/** Whether `sourceArn` may name a queue with this policy as its dead-letter queue. */
export function allowsRedriveFrom(policy: RedriveAllowPolicy | undefined, sourceArn: string): boolean {
  if (policy === undefined || policy.redrivePermission === "allowAll") return true;
  return policy.redrivePermission === "byQueue" && policy.sourceQueueArns.includes(sourceArn);
}

function parseObject(json: string): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Each caller has its own sentence for what is not JSON.
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  // Objects out of JSON have nothing but members with text names.
  return value as Record<string, unknown>;
}

/** A number, or the text of one: AWS takes both. */
function wholeNumber(value: unknown): number | undefined {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  return typeof value === "string" && /^-?\d{1,10}$/.test(value) ? Number(value) : undefined;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
