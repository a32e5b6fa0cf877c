/** Whether a filter policy lets a message through, and if not, why. */
import type { Leaf } from "../../../platform/patterns/leaf.ts";
import { attributeMeets } from "./match-attributes.ts";
import { areMet, matchBody } from "./match-body.ts";
import type { MessageView } from "./message-view.ts";
import type { FilterPolicy } from "./parse-policy.ts";
import { quoted } from "./quoted.ts";

/** A refusal. */
export interface FilterVerdict {
  /** A sentence. */
  readonly reason: string;
  /** The end of the metric's name that counts such refusals. */
  readonly counter: FilterCounter;
}

export type FilterCounter =
  | "MessageAttributes"
  | "MessageBody"
  | "NoMessageAttributes"
  | "InvalidAttributes"
  | "InvalidMessageBody";

/** Why a subscription that is told the text under `content` does not get the message; undefined when it does. */
export function filterVerdict(policy: FilterPolicy, message: MessageView, content: string): FilterVerdict | undefined {
  return policy.scope === "MessageAttributes"
    ? attributesVerdict(policy, message)
    : bodyVerdict(policy, message, content);
}

/** Why no policy lets the message through that asks for other values of the attribute `key` than it has. */
export function keyVerdict(key: string, message: MessageView): FilterVerdict {
  const values = message.attributes();
  if (values === undefined) return MALFORMED;
  return { reason: attributeReason(key, message, values.has(key)), counter: attributesCounter(message) };
}

const MALFORMED: FilterVerdict = { reason: "An attribute of the message is malformed.", counter: "InvalidAttributes" };
const NO_OBJECT: FilterVerdict = { reason: "The message is not a JSON object.", counter: "InvalidMessageBody" };

function attributesVerdict(policy: FilterPolicy, message: MessageView): FilterVerdict | undefined {
  const values = message.attributes();
  if (values === undefined) return MALFORMED;
  let reasons: string | undefined;
  let told = 0;
  for (const wanted of policy.alternatives) {
    const index = policy.leaves.findIndex((each, bit) => (wanted >>> bit) & 1 && !attributeMeets(each, values));
    const leaf = policy.leaves[index];
    if (leaf === undefined) return undefined;
    if ((told >>> index) & 1) continue;
    told |= 1 << index;
    const reason = attributeReason(leaf.key, message, values.has(leaf.key));
    reasons = reasons === undefined ? reason : `${reasons} ${reason}`;
  }
  return { reason: reasons ?? "", counter: attributesCounter(message) };
}

function attributesCounter({ hasAttributes }: MessageView): FilterCounter {
  return hasAttributes ? "MessageAttributes" : "NoMessageAttributes";
}

function attributeReason(key: string, message: MessageView, isThere: boolean): string {
  if (!isThere) return `The message has no attribute ${quoted(key)}, which the filter policy asks for.`;
  return `The attribute ${quoted(key)} is ${message.shownAttribute(key)}, which no condition of the filter policy accepts.`;
}

function bodyVerdict(policy: FilterPolicy, message: MessageView, protocol: string): FilterVerdict | undefined {
  const body = message.body(protocol);
  if (body === undefined) return NO_OBJECT;
  const { leaves, alternatives } = policy;
  const match = matchBody(leaves, policy.path, body);
  // What may be absent, and is, is no longer wanted.
  const missing = policy.mayBeAbsent & ~match.present;
  for (const wanted of alternatives) if (areMet(match.together, wanted & ~missing)) return undefined;
  let reasons: string | undefined;
  let told = 0;
  for (const wanted of alternatives) {
    const stillWanted = wanted & ~missing;
    const index = leaves.findIndex((_, bit) => (stillWanted >>> bit) & 1 && !areMet(match.together, 1 << bit));
    const key = leaves[index]?.key;
    if (key !== undefined && (told >>> index) & 1) continue;
    if (key !== undefined) told |= 1 << index;
    const reason =
      key === undefined
        ? apartReason(leaves.filter((_, bit) => (stillWanted >>> bit) & 1))
        : bodyReason(key, ((match.present >>> index) & 1) === 1);
    reasons = reasons === undefined ? reason : `${reasons} ${reason}`;
  }
  return { reason: reasons ?? "", counter: "MessageBody" };
}

function bodyReason(key: string, isThere: boolean): string {
  if (!isThere) return `The message body has no ${quoted(key)}, which the filter policy asks for.`;
  return `No condition of the filter policy accepts ${quoted(key)} of the message body.`;
}

/** Each of the keys is met, and no element of an array meets those below it together. */
function apartReason(leaves: readonly Leaf[]): string {
  const named = leaves.map(({ key }) => quoted(key)).join(", ");
  return `Each of ${named} is met in the message body, but no single element of an array meets those below it.`;
}
