/** A call on its way through the meaning pipeline. */
import type { OperationDescriptor } from "../operation.ts";
import type { CallAs, Frame } from "../scope.ts";
import type { ServiceDefinition } from "../service.ts";
import type { Attendance } from "./attendance.ts";

/** Who calls, from where, and whether they still wait. */
export interface CallContext {
  readonly frame: Frame;
  readonly attendance: Attendance;
  /** What a write is waited for: see CallAs. On disk when absent. */
  readonly until?: CallAs["until"];
}

/** One of several calls of the same operation. */
export interface EachCall {
  readonly input: unknown;
  readonly call: CallContext;
}

/** What is called: an operation with the service that has it. */
export interface Target {
  readonly service: ServiceDefinition;
  readonly descriptor: OperationDescriptor;
  /** What lineage calls it, such as `sqs.SendMessage`. */
  readonly kind: string;
}

export interface Request extends Target {
  readonly input: Readonly<Record<string, unknown>>;
  /** The caller's frame, with this call as the cause of what happens in it. */
  readonly frame: Frame;
  readonly call: CallContext;
}
