/** Third step: what the operation would ignore is refused by name. */
import { notImplemented } from "../service-error.ts";
import type { Request } from "./request.ts";

const honouredBy = new WeakMap<object, ReadonlySet<string>>();

/** @throws ServiceError NotImplemented, naming the first member that the operation does not act upon */
export function admit({ descriptor, input }: Request): void {
  let honoured = honouredBy.get(descriptor);
  if (honoured === undefined) {
    honoured = new Set(descriptor.honours);
    honouredBy.set(descriptor, honoured);
  }
  for (const name in input) {
    if (!honoured.has(name) && input[name] !== undefined) {
      throw notImplemented(`${name} of ${descriptor.operation.name}`);
    }
  }
}
