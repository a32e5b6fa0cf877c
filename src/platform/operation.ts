/** Operation descriptors: the meaning of one operation of one service, without any wire format. */
import type { Operation } from "../schema/model.ts";
import type { AsyncScope, Place, ReadScope, WriteScope } from "./scope.ts";

/** What every descriptor has. */
interface Described<Input> {
  readonly operation: Operation;
  /** The input members that are acted upon; the platform refuses any other by name. */
  readonly honours: readonly string[];
  /** ARN of the resource that is acted on: what lineage, and later IAM, names. */
  readonly on: (input: Input, place: Place) => string;
}

/** Reads state; synchronous. */
export interface ReadOperation<Input = never, Output = unknown> extends Described<Input> {
  readonly kind: "read";
  readonly run: (input: Input, at: ReadScope) => Output;
}

/** Changes state in one transaction; synchronous. */
export interface WriteOperation<Input = never, Output = unknown> extends Described<Input> {
  readonly kind: "write";
  readonly run: (input: Input, at: WriteScope) => Output;
}

/** Takes time: bodies, long polls, invocations, and anything that calls other services. */
export interface StreamOperation<Input = never, Output = unknown> extends Described<Input> {
  readonly kind: "stream";
  readonly run: (input: Input, at: AsyncScope) => Promise<Output>;
}

export type OperationDescriptor = ReadOperation | WriteOperation | StreamOperation;

interface Definition<Input, Scope, Result> {
  /** Every member of the input that `run` acts upon. */
  readonly honours: readonly (keyof Input & string)[];
  readonly on: (input: Input, place: Place) => string;
  readonly run: (input: Input, at: Scope) => Result;
}

/** Makes descriptors: `operation.write(SQS.SendMessage, { honours, on, run })`. */
export const operation = {
  read<Input, Output>(
    shape: Operation<Input, Output>,
    definition: Definition<Input, ReadScope, Output>,
  ): ReadOperation<Input, Output> {
    return { kind: "read", operation: shape, ...definition };
  },
  write<Input, Output>(
    shape: Operation<Input, Output>,
    definition: Definition<Input, WriteScope, Output>,
  ): WriteOperation<Input, Output> {
    return { kind: "write", operation: shape, ...definition };
  },
  stream<Input, Output>(
    shape: Operation<Input, Output>,
    definition: Definition<Input, AsyncScope, Promise<Output>>,
  ): StreamOperation<Input, Output> {
    return { kind: "stream", operation: shape, ...definition };
  },
};
