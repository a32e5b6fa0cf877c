/** The tags that CloudFormation gives to what a stack makes; by them a creation that a crash cut short is found again. */
import type { ResourceScope } from "./resource-type.ts";

export type Tags = Readonly<Record<string, string>>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html */
export function systemTags(at: ResourceScope): Tags {
  return {
    "aws:cloudformation:stack-id": at.stackId,
    "aws:cloudformation:stack-name": at.stackName,
    "aws:cloudformation:logical-id": at.logicalId,
  };
}

/** All tags of a resource: the stack's, its own, which win over them, and those by which CloudFormation marks it. */
export function tagsWith(own: Tags, at: ResourceScope): Tags {
  return { ...at.stackTags, ...own, ...systemTags(at) };
}

/** Whether tags say that this very resource of this very stack was made before. */
export function isOwn(tags: Tags | undefined, at: ResourceScope): boolean {
  return Object.entries(systemTags(at)).every(([key, value]) => tags?.[key] === value);
}

/** Whether tags say that this stack made it, for whichever of its resources. */
export function isOfStack(tags: Tags | undefined, at: ResourceScope): boolean {
  return tags?.["aws:cloudformation:stack-id"] === at.stackId;
}

/** The keys of the tags that a template no longer gives; those that AWS keeps for itself stay. */
export function droppedTags(current: Tags, wanted: Tags): readonly string[] {
  return Object.keys(current).filter((key) => !key.startsWith("aws:") && !Object.hasOwn(wanted, key));
}

/** Tags in the form that many APIs take. */
export function tagList(tags: Tags): { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags from that form. */
export function tagRecord(list: readonly { readonly Key: string; readonly Value?: string | undefined }[]): Tags {
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value ?? ""]));
}
