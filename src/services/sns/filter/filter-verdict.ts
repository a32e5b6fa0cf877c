/** Whether a filter policy lets a message through, and if not, why. */
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

/** Why a subscription of `protocol` with this policy does not get the message; undefined when it does. */
export function filterVerdict(policy: FilterPolicy, message: MessageView, protocol: string): FilterVerdict | undefined {
  return policy.scope === "MessageAttributes"
    ? attributesVerdict(policy, message)
    : bodyVerdict(policy, message, protocol);
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
  return { reason: reasons ?? "", counter: message.hasAttributes ? "MessageAttributes" : "NoMessageAttributes" };
}

function attributeReason(key: string, message: MessageView, isThere: boolean): string {
  if (!isThere) return `The message has no attribute ${quoted(key)}, which the filter policy asks for.`;
  return `The attribute ${quoted(key)} is ${message.shownAttribute(key)}, which no condition of the filter policy accepts.`;
}

function bodyVerdict(policy: FilterPolicy, message: MessageView, protocol: string): FilterVerdict | undefined {
  const body = message.body(protocol);
  if (body === undefined) return NO_OBJECT;
  const { leaves } = policy;
  const { together, present } = matchBody(leaves, policy.path, body);
  let absent = 0;
  for (const [bit, leaf] of leaves.entries()) {
    if (leaf.acceptsAbsence && ((present >>> bit) & 1) === 0) absent |= 1 << bit;
  }
  if (policy.alternatives.some((wanted) => areMet(together, wanted & ~absent))) return undefined;
  const reasons = new Set(
    policy.alternatives.map((wanted) => {
      const keys = [...leaves.entries()].filter(([bit]) => (((wanted & ~absent) >>> bit) & 1) === 1);
      const failed = keys.find(([bit]) => !areMet(together, 1 << bit));
      if (failed === undefined) return apartReason(keys.map(([, leaf]) => leaf.key));
      const [bit, { key }] = failed;
      return bodyReason(key, ((present >>> bit) & 1) === 1);
    }),
  );
  return { reason: [...reasons].join(" "), counter: "MessageBody" };
}

function bodyReason(key: string, isThere: boolean): string {
  if (!isThere) return `The message body has no ${quoted(key)}, which the filter policy asks for.`;
  return `No condition of the filter policy accepts ${quoted(key)} of the message body.`;
}

/** Each of the keys is met, and no element of an array meets those below it together. */
function apartReason(keys: readonly string[]): string {
  const named = keys.map((key) => quoted(key)).join(", ");
  return `Each of ${named} is met in the message body, but no single element of an array meets those below it.`;
}
