/** DescribeLogGroups: the groups of an account in a region, in the order of their names. */
import { operation } from "../../../platform/operation.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { type DescribeLogGroupsRequest, Logs } from "../../../schema/generated/logs.ts";
import { invalidToken, prefixAndPattern } from "../errors.ts";
import { describedGroup, findGroup, type Group, groupArn, nameOfIdentifier } from "../group/group.ts";
import { groups } from "../keyspaces.ts";
import { DESCRIBE_LIMIT_DEFAULT } from "../limits.ts";
import { readListToken, writeListToken } from "../list-token.ts";

export const describeLogGroups = operation.read(Logs.DescribeLogGroups, {
  honours: ["logGroupNamePrefix", "logGroupNamePattern", "nextToken", "limit", "logGroupClass", "logGroupIdentifiers"],
  on: (_input, place) => groupArn(place, "*"),
  run(input, at) {
    if (input.logGroupNamePrefix !== undefined && input.logGroupNamePattern !== undefined) throw prefixAndPattern();
    const limit = input.limit ?? DESCRIBE_LIMIT_DEFAULT;
    const page: Group[] = [];
    for (const group of matchingGroups(input, at)) {
      if (page.length === limit) {
        const nextToken = writeListToken([page.at(-1)?.name ?? ""]);
        return { logGroups: page.map((each) => describedGroup(at, each)), nextToken };
      }
      page.push(group);
    }
    return { logGroups: page.map((each) => describedGroup(at, each)) };
  },
});

function* matchingGroups(input: DescribeLogGroupsRequest, at: ReadScope): Generator<Group> {
  // There are groups of the Standard class only.
  if (input.logGroupClass !== undefined && input.logGroupClass !== "STANDARD") return;
  const after = input.nextToken === undefined ? undefined : tokenName(input.nextToken);
  if (input.logGroupIdentifiers !== undefined) return yield* namedGroups(input.logGroupIdentifiers, after, at);
  const { account, region } = at;
  const rows = groups.range(at.tx, [account, region], {
    ...(input.logGroupNamePrefix === undefined ? {} : { startingWith: input.logGroupNamePrefix }),
    ...(after === undefined ? {} : { after: [account, region, after] as const }),
  });
  for (const { key, value } of rows) {
    const name = key[2];
    if (name.includes(input.logGroupNamePattern ?? "")) yield { ...value, name, account, region };
  }
}

function* namedGroups(identifiers: readonly string[], after: string | undefined, at: ReadScope): Generator<Group> {
  const names = new Set(identifiers.map((identifier) => nameOfIdentifier(at, identifier)));
  for (const name of [...names].sort()) {
    const group = after !== undefined && name <= after ? undefined : findGroup(at, name);
    if (group !== undefined) yield group;
  }
}

function tokenName(token: string): string {
  const [name] = readListToken(token);
  if (typeof name !== "string") throw invalidToken();
  return name;
}
