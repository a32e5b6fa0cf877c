/** Which resource somebody means by a name or an ARN. */
import { parseArn } from "../../kernel/arn.ts";
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import type { Platform } from "../../platform/platform.ts";
import type { ReadScope } from "../../platform/scope.ts";
import { functionArn } from "../../services/lambda/function/function-name.ts";
import { functions } from "../../services/lambda/keyspaces.ts";
import { subscriptions, topics } from "../../services/sns/keyspaces.ts";
import { subscriptionArn } from "../../services/sns/subscription/subscription.ts";
import { topicArn } from "../../services/sns/topic/topic.ts";
import { queues } from "../../services/sqs/keyspaces.ts";
import { withArn } from "../../services/sqs/queue/queue.ts";
import { AdminRefusal } from "../admin/admin-request.ts";
import type { Target } from "./facts.ts";

/**
 * The target. A name is looked for in the default account and region, and in those that the story takes place in.
 * @throws AdminRefusal when there is nothing of that name, or several things
 */
export function findTarget(platform: Platform, text: string, records: readonly LineageRecord[]): Target {
  const scope = platform.scope();
  const found = new Map<string, Target>();
  for (const place of placesOf(records, scope)) {
    for (const each of platform.scope(place).read((at) => targetsCalled(at, text))) found.set(each.arn, each);
  }
  const [first, ...others] = found.values();
  if (first === undefined) {
    throw new AdminRefusal(404, `There is no queue, function, topic or subscription called "${text}" here.`);
  }
  if (others.length === 0) return first;
  const arns = [first, ...others].map(({ arn }) => arn).join(", ");
  throw new AdminRefusal(400, `Several things are called "${text}": say which of them by its ARN: ${arns}`);
}

interface Locality {
  readonly account: string;
  readonly region: string;
}

function placesOf(records: readonly LineageRecord[], { account, region }: Locality): readonly Locality[] {
  const places = new Map([[`${account} ${region}`, { account, region }]]);
  for (const { resource } of records) {
    const arn = parseArn(resource);
    if (arn === undefined || arn.account === "" || arn.region === "") continue;
    places.set(`${arn.account} ${arn.region}`, { account: arn.account, region: arn.region });
  }
  return [...places.values()];
}

function targetsCalled(at: ReadScope, text: string): readonly Target[] {
  const arn = parseArn(text);
  const account = arn?.account ?? at.account;
  const region = arn?.region ?? at.region;
  const [service, name = text] = arn === undefined ? [undefined, nameOf(text)] : [arn.service, arn.resource];
  const found: Target[] = [];
  const queue = service === undefined || service === "sqs" ? queues.get(at.tx, [account, region, name]) : undefined;
  if (queue !== undefined) found.push({ kind: "queue", arn: withArn(queue).arn });
  const functionName = name.replace(/^function:/, "").replace(/:.*$/, "");
  const isFunction = service === undefined || service === "lambda";
  if (isFunction && functions.get(at.tx, [account, region, functionName]) !== undefined) {
    found.push({ kind: "function", arn: functionArn({ account, region }, functionName) });
  }
  const topic = service === undefined || service === "sns" ? topics.get(at.tx, [account, region, name]) : undefined;
  if (topic !== undefined) found.push({ kind: "topic", arn: topicArn(topic) });
  return [...found, ...subscriptionsCalled(at, text)];
}

/** A subscription is known by its ARN, by its id, and by its endpoint where that is no resource of the cloud. */
function subscriptionsCalled(at: ReadScope, text: string): readonly Target[] {
  const found: Target[] = [];
  for (const { value } of subscriptions.range(at.tx, [at.account, at.region])) {
    const arn = subscriptionArn(value);
    const isMeant = arn === text || value.id === text || (value.endpoint === text && parseArn(text) === undefined);
    if (isMeant) found.push({ kind: "subscription", arn });
  }
  return found;
}

/** A queue's URL names it as well. */
function nameOf(text: string): string {
  return /^https?:/.test(text) ? text.slice(text.lastIndexOf("/") + 1) : text;
}
