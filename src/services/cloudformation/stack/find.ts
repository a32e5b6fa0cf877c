/** Stacks as callers name them: by name while they live, by id always. */
import type { Place } from "../../../platform/scope.ts";
import type { ReadTransaction } from "../../../store/store.ts";
import { stackNames, stacks } from "../keyspaces.ts";
import type { StackRecord } from "./stack-record.ts";

type Reading = Pick<Place, "account" | "region"> & { readonly tx: ReadTransaction };

/** The stack with this name, or, deleted or not, with this id. */
export function findStack(nameOrId: string, at: Reading): StackRecord | undefined {
  const id = nameOrId.startsWith("arn:") ? nameOrId : stackNames.get(at.tx, [at.account, at.region, nameOrId]);
  return id === undefined ? undefined : stacks.get(at.tx, [at.account, at.region, id]);
}

/** What lineage calls the stack of a request. */
export function stackArn(input: { readonly StackName?: string | undefined }, place: Place): string {
  const name = input.StackName ?? "*";
  return name.startsWith("arn:") ? name : `arn:aws:cloudformation:${place.region}:${place.account}:stack/${name}/*`;
}
