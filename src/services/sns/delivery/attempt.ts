/** How one attempt of a delivery ended, and what a modelled error of a service means for it. */
import { ServiceError } from "../../../platform/service-error.ts";
import type { ErrorTrait, ServiceModel } from "../../../schema/model.ts";

export type AttemptOutcome = (
  | { readonly kind: "delivered" }
  /** The endpoint's side failed: AWS tries again. */
  | { readonly kind: "unavailable"; readonly reason: string }
  /** It can never succeed as things are: AWS does not try again. */
  | { readonly kind: "refused"; readonly reason: string }
) & {
  /** What the endpoint's side said, for delivery status logging; nobody asks where that is off. */
  readonly answer?: () => ProviderAnswer;
};

export interface ProviderAnswer {
  readonly statusCode?: number;
  readonly response: string;
  /** The device's, of mobile push. */
  readonly token?: string;
}

export const DELIVERED: AttemptOutcome = { kind: "delivered" };

/** A call to another service that delivers: what the log is told of it. */
export interface DeliveringCall<Output> {
  readonly model: ServiceModel;
  /** The call's id, under the name that records give it. */
  readonly ids: Readonly<Record<string, string>>;
  readonly success: (output: Output) => { readonly statusCode: number; readonly members?: object };
}

/** Runs a call to a service. Faults and bugs go on to the platform, which logs them and runs the effect again. */
export async function attemptCall<Output>(
  delivering: DeliveringCall<Output>,
  call: () => Promise<Output>,
): Promise<AttemptOutcome> {
  let output: Output;
  try {
    output = await call();
  } catch (error) {
    return failedCall(delivering, error);
  }
  return deliveredCall(delivering, output);
}

/** The outcome of a call that was answered. */
export function deliveredCall<Output>({ ids, success }: DeliveringCall<Output>, output: Output): AttemptOutcome {
  const answer = (): ProviderAnswer => {
    const { statusCode, members } = success(output);
    return { statusCode, response: JSON.stringify({ ...ids, ...members }) };
  };
  return { kind: "delivered", answer };
}

/** The outcome of a call that a service refused. @throws `error` itself when it is a fault or a bug */
export function failedCall({ model, ids }: Omit<DeliveringCall<never>, "success">, error: unknown): AttemptOutcome {
  if (!(error instanceof ServiceError)) throw error;
  const reason = `${error.code}: ${error.message}`;
  const answer = (): ProviderAnswer => {
    const ErrorCode = modelledError(model, error)?.code ?? error.code;
    const response = JSON.stringify({ ErrorCode, ErrorMessage: error.message, ...ids });
    return { statusCode: statusOf(model, error), response };
  };
  return { kind: isServersFault(model, error) ? "unavailable" : "refused", reason, answer };
}

const THROTTLES: ReadonlySet<string> = new Set(["RequestThrottled", "ThrottlingException", "TooManyRequestsException"]);

/** https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html: server-side errors are retried, client-side ones not. */
function isServersFault(model: ServiceModel, error: ServiceError): boolean {
  if (error.retryable || THROTTLES.has(error.code)) return true;
  // What this cloud does not have will not be there at the next try either.
  if (error.code === "NotImplemented") return false;
  const status = statusOf(model, error);
  return status >= 500 || status === 429;
}

function statusOf(model: ServiceModel, error: ServiceError): number {
  const modelled = modelledError(model, error);
  return error.statusCode ?? modelled?.httpStatusCode ?? (modelled?.fault ? 500 : 400);
}

function modelledError(model: ServiceModel, error: ServiceError): ErrorTrait | undefined {
  const shape = model.shapes[error.code];
  return shape?.type === "structure" ? shape.error : undefined;
}
