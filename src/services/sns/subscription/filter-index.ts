/**
 * Finds the subscriptions that want a message, without a look at most of those that do not.
 *
 * Policies that are the same are tried once. A policy that asks for exact values of an attribute is found by them: where
 * the message has another value, all that ask for the attribute are refused at once, however many they are.
 */
import type { Scalar } from "../../../platform/patterns/condition.ts";
import type { Leaf } from "../../../platform/patterns/leaf.ts";
import type { Resources } from "../../../platform/lineage/lineage.ts";
import { type FilterVerdict, filterVerdict, keyVerdict } from "../filter/filter-verdict.ts";
import type { MessageView } from "../filter/message-view.ts";
import type { FilterPolicy } from "../filter/parse-policy.ts";
import { FILED_VALUES_MAX } from "../limits.ts";
import { contentKey } from "./content-key.ts";
import type { Listener } from "./listener.ts";

/** The subscriptions of a topic by what they ask for. */
export interface FilterIndex {
  /** They want every message. */
  readonly unfiltered: readonly Listener[];
  readonly byKey: ReadonlyMap<string, Asking>;
  /** They are tried on every message. */
  readonly others: readonly Alike[];
}

/** Subscriptions that want the same messages. */
interface Alike {
  readonly policy: FilterPolicy;
  /** Which text of a message they are told: policies on the body look at it. */
  readonly content: string;
  readonly listeners: Listener[];
  readonly arns: string[];
}

/** Those that want no message in which an attribute has not one of their values. */
interface Asking {
  readonly byValue: Map<Scalar, Candidates>;
  readonly arns: string[];
}

/** Those that may want a message with a certain value, and their ARNs together. */
interface Candidates {
  readonly alike: Alike[];
  /** Gathered when a message first has the value: most values are never met. */
  arns?: ReadonlySet<string>;
}

/** What became of a message. */
export interface Audition {
  readonly wanted: Listener[];
  readonly refused: Refusal[];
}

/** Subscriptions that do not get it, and why. */
export interface Refusal {
  readonly verdict: FilterVerdict;
  readonly resources: Resources;
}

/** Sorts subscriptions into an index, which is true as long as they do not change. */
export function filterIndexOf(listeners: readonly Listener[]): FilterIndex {
  const all = alikeOf(listeners);
  const crowds = crowdsOf(all);
  const others: Alike[] = [];
  const byKey = new Map<string, Asking>();
  for (const alike of all) {
    const leaf = leastCrowded(decisiveLeaves(alike.policy), crowds);
    if (leaf === undefined) {
      others.push(alike);
      continue;
    }
    const asking: Asking = byKey.get(leaf.key) ?? { byValue: new Map(), arns: [] };
    byKey.set(leaf.key, asking);
    for (const arn of alike.arns) asking.arns.push(arn);
    for (const value of leaf.values) {
      const candidates = asking.byValue.get(value);
      if (candidates === undefined) asking.byValue.set(value, { alike: [alike] });
      else candidates.alike.push(alike);
    }
  }
  return { unfiltered: listeners.filter(({ filterPolicy }) => filterPolicy === undefined), byKey, others };
}

/** Who of an index wants the message, and who does not. */
export function audition({ unfiltered, byKey, others }: FilterIndex, message: MessageView): Audition {
  const ended: Audition = { wanted: [...unfiltered], refused: [] };
  for (const alike of others) tryOn(alike, message, ended);
  for (const [key, asking] of byKey) askFor(key, asking, { message, ended });
  return ended;
}

function tryOn({ policy, content, listeners, arns }: Alike, message: MessageView, ended: Audition): void {
  const verdict = filterVerdict(policy, message, content);
  if (verdict === undefined) for (const listener of listeners) ended.wanted.push(listener);
  else ended.refused.push({ verdict, resources: { all: arns } });
}

function askFor(
  key: string,
  { byValue, arns }: Asking,
  { message, ended }: { readonly message: MessageView; readonly ended: Audition },
): void {
  const candidates = candidatesOf(byValue, message.attributes()?.get(key) ?? []);
  for (const alike of candidates.alike) tryOn(alike, message, ended);
  candidates.arns ??= new Set(candidates.alike.flatMap((alike) => alike.arns));
  if (candidates.arns.size === arns.length) return;
  const except = candidates.arns.size === 0 ? undefined : candidates.arns;
  ended.refused.push({ verdict: keyVerdict(key, message), resources: { all: arns, except } });
}

function candidatesOf(byValue: ReadonlyMap<Scalar, Candidates>, values: readonly Scalar[]): Candidates {
  const [value, ...more] = values;
  if (value === undefined) return NOBODY;
  if (more.length === 0) return byValue.get(value) ?? NOBODY;
  const found = values.flatMap((each) => byValue.get(each)?.alike ?? []);
  return { alike: [...new Set(found)] };
}

const NOBODY: Candidates = { alike: [], arns: new Set() };

function alikeOf(listeners: readonly Listener[]): readonly Alike[] {
  const byPolicy = new Map<FilterPolicy, Map<string, Alike>>();
  for (const listener of listeners) {
    const { filterPolicy: policy, subscription, arn } = listener;
    if (policy === undefined) continue;
    const content = policy.scope === "MessageBody" ? contentKey(subscription) : "";
    const byContent = byPolicy.get(policy) ?? new Map<string, Alike>();
    byPolicy.set(policy, byContent);
    const alike = byContent.get(content) ?? { policy, content, listeners: [], arns: [] };
    byContent.set(content, alike);
    alike.listeners.push(listener);
    alike.arns.push(arn);
  }
  return [...byPolicy.values()].flatMap((byContent) => [...byContent.values()]);
}

/** The keys of a policy that each refuse a message in which the attribute is not one of a few values. */
function decisiveLeaves({ scope, alternatives, leaves }: FilterPolicy): readonly Leaf[] {
  if (scope !== "MessageAttributes" || alternatives.length !== 1) return [];
  return leaves.filter(
    ({ values, conditions, acceptsAbsence, acceptsPresence }) =>
      values.size > 0 &&
      values.size <= FILED_VALUES_MAX &&
      conditions.length === 0 &&
      !acceptsAbsence &&
      !acceptsPresence,
  );
}

/** How many policies share a value of each key, on average: the fewer, the more a look at the value says. */
function crowdsOf(all: readonly Alike[]): ReadonlyMap<string, number> {
  const values = new Map<string, Set<Scalar>>();
  const uses = new Map<string, number>();
  for (const leaf of all.flatMap(({ policy }) => decisiveLeaves(policy))) {
    const known = values.get(leaf.key) ?? new Set<Scalar>();
    values.set(leaf.key, known);
    for (const value of leaf.values) known.add(value);
    uses.set(leaf.key, (uses.get(leaf.key) ?? 0) + leaf.values.size);
  }
  return new Map([...values].map(([key, { size }]) => [key, (uses.get(key) ?? 0) / size]));
}

function leastCrowded(leaves: readonly Leaf[], crowds: ReadonlyMap<string, number>): Leaf | undefined {
  const crowd = ({ key }: Leaf): number => crowds.get(key) ?? 0;
  return leaves.reduce<Leaf | undefined>(
    (least, leaf) => (least === undefined || crowd(leaf) < crowd(least) ? leaf : least),
    undefined,
  );
}
