/** Lets the machine start an interpreter before a function that is there is invoked for the first time. */
import type { AsyncScope } from "../../../platform/scope.ts";
import type { FunctionSetup } from "./function-record.ts";

/** Returns at once; nobody waits for it, and a function runs all the same when nothing comes of it. */
export function anticipate({ runtime, memoryMegabytes }: FunctionSetup, at: AsyncScope): void {
  at.ports.functions.anticipate?.({ runtime, memoryMegabytes }).catch((error: unknown) => {
    at.log.warn("an interpreter cannot be started ahead of need", { error });
  });
}
