/** Why a resource failed, in AWS's words. */
import { uuid } from "../../../kernel/random.ts";
import type { Random } from "../../../kernel/random.ts";
import type { EffectRun } from "../../../platform/effects/effect.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { STEP_ATTEMPTS_MAXIMUM } from "../limits.ts";

/**
 * The reason that an event gives for what a resource type threw.
 * @throws the error itself when it may pass: the step is then tried again later
 */
export function failureReason(error: unknown, run: EffectRun, random: Random): string {
  const isModelled = error instanceof ServiceError && !error.retryable;
  if (!isModelled && run.attempt < STEP_ATTEMPTS_MAXIMUM) throw error;
  const message = error instanceof ServiceError ? error.message : "Internal Failure";
  const code = error instanceof ServiceError ? handlerErrorCode(error) : "InternalFailure";
  return `Resource handler returned message: "${message}" (RequestToken: ${uuid(random)}, HandlerErrorCode: ${code})`;
}

/** https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html */
function handlerErrorCode(error: ServiceError): string {
  const { code } = error;
  if (/Exists|Conflict|AlreadyOwned/.test(code)) {
    return /Exists|AlreadyOwned/.test(code) ? "AlreadyExists" : "ResourceConflict";
  }
  if (/NotFound|NoSuch|NonExistent|DoesNotExist/.test(code)) return "NotFound";
  if (/AccessDenied|Unauthorized/.test(code)) return "AccessDenied";
  if (/Throttl|TooManyRequests/.test(code)) return "Throttling";
  if (/Limit|Quota/.test(code)) return "ServiceLimitExceeded";
  return /Invalid|Validation|Malformed|NotImplemented/.test(code) ? "InvalidRequest" : "GeneralServiceException";
}
