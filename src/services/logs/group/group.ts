/** Log groups: what is kept of one, how it is named, and how it is found. */
import { formatArn, parseArn } from "../../../kernel/arn.ts";
import { DAY_MILLISECONDS } from "../../../kernel/durations.ts";
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import type { LogGroup } from "../../../schema/generated/logs.ts";
import { groupNotFound, nameAndIdentifier, noGroupGiven } from "../errors.ts";
import { groups, groupTallies } from "../keyspaces.ts";
import type { GroupRecord, GroupTally } from "./group-record.ts";

/** A group with its name and place. */
export interface Group extends GroupRecord {
  readonly name: string;
  readonly account: string;
  readonly region: string;
}

interface Somewhere {
  readonly account: string;
  readonly region: string;
}

/** The ARN by which groups are tagged and searched; the form that Describe calls `arn` ends with `:*`. */
export function groupArn({ account, region }: Somewhere, name: string): string {
  return formatArn({ service: "logs", region, account, resource: `log-group:${name}` });
}

export function findGroup(at: ReadScope, name: string): Group | undefined {
  const { account, region } = at;
  const found = groups.get(at.tx, [account, region, name]);
  return found === undefined ? undefined : { ...found, name, account, region };
}

/** @throws ServiceError ResourceNotFoundException */
export function requireGroup(at: ReadScope, name: string): Group {
  const found = findGroup(at, name);
  if (found === undefined) throw groupNotFound();
  return found;
}

export function putGroup(at: WriteScope, { name, account, region, ...record }: Group): void {
  groups.put(at.tx, [account, region, name], record);
}

export function tallyOf(at: ReadScope, groupId: number): GroupTally {
  return groupTallies.get(at.tx, [groupId]) ?? { storedBytes: 0, nextSerial: 1 };
}

/** How requests name a group: by its name, or by name or ARN as `logGroupIdentifier`. */
export interface GroupReference {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}

/** The group that a request names. @throws ServiceError when it names none, two, or one that is not there */
export function requireReferenced(at: ReadScope, reference: GroupReference): Group {
  if (reference.logGroupName !== undefined && reference.logGroupIdentifier !== undefined) throw nameAndIdentifier();
  const given = reference.logGroupName ?? reference.logGroupIdentifier;
  if (given === undefined) throw noGroupGiven();
  return requireGroup(at, nameOfIdentifier(at, given));
}

/** The ARN of what a request names, for lineage. */
export function referencedArn(reference: GroupReference, place: Somewhere): string {
  const given = reference.logGroupName ?? reference.logGroupIdentifier ?? "";
  return given.startsWith("arn:") ? given : groupArn(place, given);
}

const RESOURCE_PREFIX = "log-group:";

/** @throws ServiceError ResourceNotFoundException for the ARN of anything that is not a group of this place */
export function nameOfIdentifier(at: Somewhere, identifier: string): string {
  if (!identifier.startsWith("arn:")) return identifier;
  const arn = parseArn(identifier);
  const isHere = arn?.service === "logs" && arn.account === at.account && arn.region === at.region;
  if (!isHere || !arn.resource.startsWith(RESOURCE_PREFIX)) throw groupNotFound();
  return arn.resource.slice(RESOURCE_PREFIX.length).replace(/:\*$/, "");
}

/** From when on the events of a group can be read: those before have expired, whether or not they are already removed. */
export function retainedSince(group: GroupRecord, now: number): number {
  return group.retentionInDays === undefined ? 0 : Math.max(0, now - group.retentionInDays * DAY_MILLISECONDS);
}

/** A group as DescribeLogGroups shows it. */
export function describedGroup(at: ReadScope, group: Group): LogGroup {
  const arn = groupArn(group, group.name);
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    ...(group.retentionInDays === undefined ? {} : { retentionInDays: group.retentionInDays }),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    storedBytes: tallyOf(at, group.id).storedBytes,
    logGroupClass: "STANDARD",
    deletionProtectionEnabled: false,
  };
}
