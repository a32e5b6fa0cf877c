/** How one attempt of a delivery ended, and what a modelled error of a service means for it. */
import { ServiceError } from "../../../platform/service-error.ts";
import type { ServiceModel } from "../../../schema/model.ts";

export type AttemptOutcome =
  | { readonly kind: "delivered" }
  /** The endpoint's side failed: AWS tries again. */
  | { readonly kind: "unavailable"; readonly reason: string }
  /** It can never succeed as things are: AWS does not try again. */
  | { readonly kind: "refused"; readonly reason: string };

export const DELIVERED: AttemptOutcome = { kind: "delivered" };

/** Runs a call to a service. Faults and bugs go on to the platform, which logs them and runs the effect again. */
export async function attemptCall(model: ServiceModel, call: () => Promise<unknown>): Promise<AttemptOutcome> {
  try {
    await call();
    return DELIVERED;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const reason = `${error.code}: ${error.message}`;
    return { kind: isServersFault(model, error) ? "unavailable" : "refused", reason };
  }
}

const THROTTLES: ReadonlySet<string> = new Set(["RequestThrottled", "ThrottlingException", "TooManyRequestsException"]);

/** https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html: server-side errors are retried, client-side ones not. */
function isServersFault(model: ServiceModel, error: ServiceError): boolean {
  if (error.retryable || THROTTLES.has(error.code)) return true;
  // What this cloud does not have will not be there at the next try either.
  if (error.code === "NotImplemented") return false;
  const shape = model.shapes[error.code];
  const modelled = shape?.type === "structure" ? shape.error : undefined;
  const status = error.statusCode ?? modelled?.httpStatusCode ?? (modelled?.fault ? 500 : 400);
  return status >= 500 || status === 429;
}
