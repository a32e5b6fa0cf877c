/** Which queue, topic or function a test means: by its logical id in a template too, as whoever wrote the template knows it. */
import type { Platform } from "../../platform/platform.ts";
import type { ReadScope } from "../../platform/scope.ts";
import { resources, stacks } from "../../services/cloudformation/keyspaces.ts";
import { AdminRefusal } from "../admin/admin-request.ts";
import type { Target } from "../why-not/facts.ts";
import { findTarget } from "../why-not/find-target.ts";

const TYPES = new Set(["AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::Lambda::Function"]);

/**
 * What `text` means: a logical id, `stack/LogicalId` where several stacks have one, a name, an ARN, or a queue's URL.
 * @throws AdminRefusal when it means nothing or several things
 */
export function findSubject(platform: Platform, text: string): Target {
  const physicalIds = platform.scope().read((at) => deployedAs(at, text));
  if (physicalIds.length > 1) {
    throw new AdminRefusal(400, `Several stacks have ${text}: say which, as in stack/${text}.`);
  }
  return findTarget(platform, physicalIds[0] ?? text, []);
}

/** The physical ids of what stacks of the default account and region call so. */
function deployedAs(at: ReadScope, text: string): readonly string[] {
  const [logicalId = "", stackName] = text.split("/").toReversed();
  if (text.includes(":")) return [];
  const found: string[] = [];
  for (const { key, value } of resources.range(at.tx, [at.account, at.region])) {
    const [account, region, stackId] = key;
    if (value.logicalId !== logicalId || !TYPES.has(value.type) || value.instance === undefined) continue;
    const stack = stacks.get(at.tx, [account, region, stackId]);
    if (stack?.deletedAt !== undefined || (stackName !== undefined && stack?.name !== stackName)) continue;
    found.push(value.instance.physicalId);
  }
  return found;
}
