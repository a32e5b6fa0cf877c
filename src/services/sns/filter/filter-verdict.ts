/** Whether a subscription's filter policy lets a message through, and if not, why. */
import { local } from "../../../platform/local.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { COMPILED_POLICIES_MAX, QUOTED_CHARACTERS_MAX } from "../limits.ts";
import { type PublishedMessage, messageFor } from "../message/published-message.ts";
import { contentKey } from "../subscription/content-key.ts";
import type { StoredSubscription } from "../subscription/subscription.ts";
import { attributeMeets, type AttributeValues, attributeValues } from "./match-attributes.ts";
import { bodyHas, bodyMeets, type JsonObject } from "./match-body.ts";
import { type FilterPolicy, type Leaf, parseFilterPolicy } from "./parse-policy.ts";

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

/** Compiled policies by scope and text: whoever has the same policy has the same compiled one. */
const compiled = local("sns.filter-policies", () => new Map<string, FilterPolicy>());

/** Why the subscription does not get the message; undefined when it does. */
export function filterVerdict(
  at: ReadScope,
  subscription: StoredSubscription,
  message: PublishedMessage,
): FilterVerdict | undefined {
  const { filterPolicy, filterPolicyScope = "MessageAttributes" } = subscription.settings;
  if (filterPolicy === undefined) return undefined;
  const policy = compiledPolicy(at, filterPolicy, filterPolicyScope);
  return policy.scope === "MessageAttributes"
    ? attributesVerdict(policy, message)
    : bodyVerdict(policy, messageFor(message, contentKey(subscription)));
}

function compiledPolicy(at: ReadScope, text: string, scope: FilterPolicy["scope"]): FilterPolicy {
  const cache = at.local(compiled);
  const key = `${scope} ${text}`;
  let policy = cache.get(key);
  if (policy === undefined) {
    policy = parseFilterPolicy(text, scope);
    if (cache.size >= COMPILED_POLICIES_MAX) cache.clear();
    cache.set(key, policy);
  }
  return policy;
}

/** The verdict of a policy on attributes. */
export function attributesVerdict(
  policy: FilterPolicy,
  message: Pick<PublishedMessage, "attributes">,
): FilterVerdict | undefined {
  const values = attributeValues(message.attributes);
  if (values === undefined) {
    return { reason: "An attribute of the message is malformed.", counter: "InvalidAttributes" };
  }
  const failed = failedKeys(policy, (leaves) => leaves.find((leaf) => !attributeMeets(leaf, values)));
  if (failed === undefined) return undefined;
  return {
    reason: failed.map((leaf) => attributeReason(leaf, values)).join(" "),
    counter: message.attributes.length === 0 ? "NoMessageAttributes" : "MessageAttributes",
  };
}

/** The verdict of a policy on the body. */
export function bodyVerdict(policy: FilterPolicy, text: string): FilterVerdict | undefined {
  const body = jsonObject(text);
  if (body === undefined) return { reason: "The message is not a JSON object.", counter: "InvalidMessageBody" };
  const failed = failedKeys(policy, (leaves) => {
    if (bodyMeets(leaves, body)) return undefined;
    // Each key may be met alone, and not by the same elements: then the first stands for all.
    return leaves.find((leaf) => !bodyMeets([leaf], body)) ?? leaves[0];
  });
  if (failed === undefined) return undefined;
  return { reason: failed.map((leaf) => bodyReason(leaf, body)).join(" "), counter: "MessageBody" };
}

/** One key that failed for each alternative, without repetition; undefined when an alternative holds. */
function failedKeys(
  policy: FilterPolicy,
  firstFailed: (leaves: readonly Leaf[]) => Leaf | undefined,
): readonly Leaf[] | undefined {
  const failed = new Map<string, Leaf>();
  for (const leaves of policy.alternatives) {
    const leaf = firstFailed(leaves);
    if (leaf === undefined) return undefined;
    failed.set(leaf.key, leaf);
  }
  return [...failed.values()];
}

function attributeReason({ key }: Leaf, attributes: AttributeValues): string {
  const values = attributes.get(key);
  const name = quoted(key);
  if (values === undefined) return `The message has no attribute ${name}, which the filter policy asks for.`;
  const shown = values.length === 1 ? quoted(values[0]) : quoted(values);
  return `The attribute ${name} is ${shown}, which no condition of the filter policy accepts.`;
}

function bodyReason({ key }: Leaf, body: JsonObject): string {
  if (!bodyHas(key, body)) return `The message body has no ${quoted(key)}, which the filter policy asks for.`;
  return `No condition of the filter policy accepts ${quoted(key)} of the message body.`;
}

function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return text.length <= QUOTED_CHARACTERS_MAX ? text : `${text.slice(0, QUOTED_CHARACTERS_MAX)}...`;
}

function jsonObject(text: string): JsonObject | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    // An object: its members are looked at one by one.
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed as JsonObject;
  } catch {
    // Plain text is no error of the publisher: a policy on the body just never lets it through.
  }
  return undefined;
}
