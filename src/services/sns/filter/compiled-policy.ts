/** Filter policies in the form in which they are tried, made when a message first meets them and kept. */
import { local } from "../../../platform/local.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { COMPILED_POLICY_CHARACTERS_MAX } from "../limits.ts";
import type { FilterPolicyScope } from "../subscription/subscription.ts";
import { type FilterPolicy, parseFilterPolicy } from "./parse-policy.ts";

interface Compiled {
  readonly byText: Readonly<Record<FilterPolicyScope, Map<string, FilterPolicy>>>;
  /** Characters of the texts. */
  characters: number;
}

/** By scope and text: whoever has the same policy has the same compiled one. */
const compiled = local<Compiled>("sns.filter-policies", () => ({
  byText: { MessageAttributes: new Map(), MessageBody: new Map() },
  characters: 0,
}));

/** The policy of this text, which was checked when the subscription was given it. */
export function compiledPolicy(at: ReadScope, text: string, scope: FilterPolicyScope): FilterPolicy {
  const cache = at.local(compiled);
  const known = cache.byText[scope].get(text);
  if (known !== undefined) return known;
  const policy = parseFilterPolicy(text, scope);
  cache.characters += text.length;
  if (cache.characters > COMPILED_POLICY_CHARACTERS_MAX) {
    cache.byText.MessageAttributes.clear();
    cache.byText.MessageBody.clear();
    cache.characters = text.length;
  }
  cache.byText[scope].set(text, policy);
  return policy;
}
