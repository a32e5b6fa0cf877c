/** Gathers what is known about an event and the place where it is missed: lineage, connections, and what lies in queues. */
import { parseArn } from "../../kernel/arn.ts";
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import type { Platform } from "../../platform/platform.ts";
import { peekQueue } from "../../services/sqs/peek.ts";
import type { Connection, Facts, LyingMessage, Target } from "./facts.ts";
import { findTarget } from "./find-target.ts";
import { connectionsInto } from "./find-connections.ts";
import { CONNECTIONS_FOLLOWED, MESSAGES_LOOKED_AT } from "./limits.ts";

/** @throws AdminRefusal when the target is nothing of this cloud, or could be several things */
export function gatherFacts(platform: Platform, message: string, target: string): Facts {
  const records = platform.lineage.trace(message);
  const found = findTarget(platform, target, records);
  const connections = connectionsTo(platform, found);
  const queues = queuesOf(found, connections);
  return {
    message,
    target: found,
    records,
    connections,
    lying: new Map(queues.map((arn) => [arn, lyingIn(platform, arn)])),
    clearings: queues.flatMap((arn) => clearingsOf(platform, arn)),
  };
}

/** What leads to the target, and what leads to that, up to a bound. */
function connectionsTo(platform: Platform, target: Target): readonly Connection[] {
  const found: Connection[] = [];
  const asked = new Set<string>();
  const pending = [target.arn];
  for (let arn = pending.shift(); arn !== undefined; arn = pending.shift()) {
    if (asked.has(arn)) continue;
    asked.add(arn);
    for (const each of platform.scope().read((at) => connectionsInto(at, arn))) {
      if (found.length === CONNECTIONS_FOLLOWED) return found;
      found.push(each);
      pending.push(each.from.arn);
    }
  }
  return found;
}

function queuesOf(target: Target, connections: readonly Connection[]): readonly string[] {
  const all = [target, ...connections.map(({ from }) => from)];
  return [...new Set(all.filter(({ kind }) => kind === "queue").map(({ arn }) => arn))];
}

function clearingsOf(platform: Platform, resource: string): readonly LineageRecord[] {
  return ["sqs.PurgeQueue", "sqs.DeleteQueue"].flatMap((kind) =>
    platform.lineage.find({ resource, kind }).filter(({ outcome }) => outcome === "ok"),
  );
}

function lyingIn(platform: Platform, arn: string): readonly LyingMessage[] {
  const parsed = parseArn(arn);
  if (parsed === undefined) return [];
  const { account, region, resource: name } = parsed;
  return platform.scope({ account, region }).read((at) => peekQueue(at, name, MESSAGES_LOOKED_AT)) ?? [];
}
