/** Change sets as callers name them: by id, or by name and stack. */
import type { Place } from "../../../platform/scope.ts";
import type { ReadTransaction } from "../../../store/store.ts";
import { noChangeSet, noStack, validationError } from "../errors.ts";
import { changeSets } from "../keyspaces.ts";
import { findStack } from "../stack/find.ts";
import type { StackRecord } from "../stack/stack-record.ts";
import type { ChangeSetRecord } from "./record.ts";

interface Named {
  readonly ChangeSetName?: string | undefined;
  readonly StackName?: string | undefined;
}

type Reading = Pick<Place, "account" | "region"> & { readonly tx: ReadTransaction };

interface Found {
  readonly stack: StackRecord;
  readonly changeSet: ChangeSetRecord;
}

/** @throws ChangeSetNotFound, ValidationError */
export function findChangeSet({ ChangeSetName: name = "", StackName: stackName }: Named, at: Reading): Found {
  if (stackName === undefined) {
    if (!name.startsWith("arn:")) {
      throw validationError("StackName must be specified if ChangeSetName is not specified as an ARN.");
    }
    for (const { key, value } of changeSets.range(at.tx, [at.account, at.region])) {
      const stack = value.id === name ? findStack(key[2], at) : undefined;
      if (stack !== undefined) return { stack, changeSet: value };
    }
    throw noChangeSet(name);
  }
  const stack = findStack(stackName, at);
  if (stack === undefined) throw noStack(stackName);
  const plainName = name.startsWith("arn:") ? (name.split("/")[1] ?? "") : name;
  const changeSet = changeSets.get(at.tx, [at.account, at.region, stack.id, plainName]);
  if (changeSet === undefined || (name.startsWith("arn:") && changeSet.id !== name)) throw noChangeSet(name);
  return { stack, changeSet };
}

export function changeSetsOf(stackId: string, at: Reading): readonly ChangeSetRecord[] {
  return Array.from(changeSets.range(at.tx, [at.account, at.region, stackId]), (entry) => entry.value);
}
