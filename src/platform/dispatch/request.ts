/** A call on its way through the meaning pipeline. */
import type { OperationDescriptor } from "../operation.ts";
import type { Frame } from "../scope.ts";
import type { ServiceDefinition } from "../service.ts";

/** Who calls, from where, and whether they still wait. */
export interface CallContext {
  readonly frame: Frame;
  /** Aborted when the caller no longer waits. Asked for only by operations that take time: it may be made on demand. */
  readonly signal: AbortSignal;
}

export interface Request {
  readonly service: ServiceDefinition;
  readonly descriptor: OperationDescriptor;
  readonly input: Readonly<Record<string, unknown>>;
  /** The caller's frame, with this call as the cause of what happens in it. */
  readonly frame: Frame;
  readonly call: CallContext;
}
