/**
 * Delivery status logging as topic attributes set it: which role may write, and how many of the successes are told.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-topic-attributes.html
 */
import { parseArn } from "../../../kernel/arn.ts";
import { FEEDBACK_SAMPLE_RATE_PERCENT_MAX } from "../limits.ts";
import { AttributeRefusal } from "./attribute-refusal.ts";

/** The protocols as the names of the attributes begin; the deliveries of no other are logged. */
export const FEEDBACK_PROTOCOLS = ["HTTP", "Firehose", "Lambda", "Application", "SQS"] as const;
export type FeedbackProtocol = (typeof FEEDBACK_PROTOCOLS)[number];

/** Successes are logged when they have a role, failures when they have theirs. */
export interface Feedback {
  readonly successRoleArn?: string | undefined;
  /** A percentage; all successes are logged where it is absent. */
  readonly successSampleRate?: number | undefined;
  readonly failureRoleArn?: string | undefined;
}

export type TopicFeedback = Readonly<Partial<Record<FeedbackProtocol, Feedback>>>;

/** The ends of the attributes' names, with what they set. */
export const FEEDBACK_SETTINGS = {
  SuccessFeedbackRoleArn: "successRoleArn",
  SuccessFeedbackSampleRate: "successSampleRate",
  FailureFeedbackRoleArn: "failureRoleArn",
} as const;

/** All the attributes' names. */
export const FEEDBACK_ATTRIBUTES = FEEDBACK_PROTOCOLS.flatMap((protocol) =>
  Object.entries(FEEDBACK_SETTINGS).map(([end, member]) => ({ name: protocol + end, protocol, member })),
);

/**
 * The feedback after one attribute was set; an empty value takes it back. Undefined for an attribute of another kind.
 * @throws AttributeRefusal
 */
export function changedFeedback(
  before: TopicFeedback | undefined,
  { name, value }: { readonly name: string; readonly value: string },
): TopicFeedback | undefined {
  const attribute = FEEDBACK_ATTRIBUTES.find((each) => each.name === name);
  if (attribute === undefined) return undefined;
  const { protocol, member } = attribute;
  const checked = member === "successSampleRate" ? sampleRate(name, value) : roleArn(name, value);
  return { ...before, [protocol]: { ...before?.[protocol], [member]: checked } };
}

/** The attributes that are set. */
export function feedbackAsAttributes(feedback: TopicFeedback | undefined): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const { name, protocol, member } of FEEDBACK_ATTRIBUTES) {
    const value = feedback?.[protocol]?.[member];
    if (value !== undefined) shown[name] = String(value);
  }
  return shown;
}

function roleArn(name: string, value: string): string | undefined {
  if (value === "") return undefined;
  const arn = parseArn(value);
  const isRole =
    arn?.service === "iam" && arn.region === "" && /^\d{12}$/.test(arn.account) && /^role\/[!-~]+$/.test(arn.resource);
  if (!isRole) throw new AttributeRefusal(name);
  return value;
}

function sampleRate(name: string, value: string): number | undefined {
  if (value === "") return undefined;
  const percent = /^\d{1,3}$/.test(value) ? Number(value) : Number.NaN;
  // Written so that NaN is refused too.
  if (!(percent <= FEEDBACK_SAMPLE_RATE_PERCENT_MAX)) {
    const range = `0-${FEEDBACK_SAMPLE_RATE_PERCENT_MAX}`;
    throw new AttributeRefusal(`${name}: ${value} value provided is not an integer between ${range}`);
  }
  return percent;
}
