/** How a service's resources say who may use them: what the platform asks the service. */
import type { ReadScope } from "../scope.ts";
import type { ServiceError } from "../service-error.ts";

/** A call of an operation of the service. */
export interface AccessRequest {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** What `on` of the operation names. */
  readonly resource: string;
}

/** What a policy decides about. */
export interface GuardedResource {
  readonly arn: string;
  /** Whose it is, where that is not the account that its ARN names. */
  readonly account?: string;
  /** As its owner set it; undefined where it has none. */
  readonly policy: string | undefined;
  /** What the policy must allow, in the service's own spelling: `SNS:Publish`. */
  readonly action: string;
  /** Condition keys of the service's own, in lower case; without a value where the request has none. */
  readonly keys?: Readonly<Record<string, string | undefined>>;
}

export interface ResourceAccess {
  /** The resource of a call; undefined where none that is there decides about it, and the caller's account alone does. */
  guarded(request: AccessRequest, at: ReadScope): GuardedResource | undefined;
  /** AWS's answer to somebody who may not. */
  refusal(sentence: string): ServiceError;
}
