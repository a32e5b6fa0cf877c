/** Faults of calls: what the dispatcher does instead of, before or after the operation itself. */
import { invariant } from "../../kernel/invariant.ts";
import type { ServiceModel } from "../../schema/model.ts";
import type { Request } from "../dispatch/request.ts";
import { ServiceError } from "../service-error.ts";
import type { FaultRule } from "./fault.ts";
import type { Faults, FaultTeller } from "./faults.ts";

/** The call was carried out and its answer is lost: a client's connection breaks without one. */
export class AnswerLost extends Error {
  override readonly name = "AnswerLost";
  /** The same call can succeed later. */
  readonly retryable = true;

  constructor() {
    super("The answer was lost, as a fault asked.");
  }
}

/** A call that a fault may strike, and how it goes on. */
export interface StruckCall {
  readonly request: Request;
  /** ARN of what it acts upon. */
  readonly resource: string;
  readonly teller: FaultTeller;
  readonly execute: () => Promise<unknown>;
}

/** Carries a call out, or what the rule that strikes it makes of it. @throws ServiceError, AnswerLost */
export async function underFaults(faults: Faults, struck: StruckCall): Promise<unknown> {
  const { request, resource, teller, execute } = struck;
  const { service, descriptor, frame, call } = request;
  const subject = {
    resource,
    operation: descriptor.operation.name,
    subject: frame.requestId,
    fits: ({ parameters: { code } }: FaultRule) => code === undefined || hasError(service.model, code),
  };
  await faults.stepAside({ resource, operation: subject.operation, subject: subject.subject }, teller);
  const rule = faults.strike("call", subject, teller);
  if (rule === undefined) return execute();
  switch (rule.fault) {
    case "throttle":
      throw service.throttled?.() ?? throttled(request);
    case "error":
      throw errorOf(rule);
    case "delay":
      await faults.wait(rule, call.attendance.signal);
      return execute();
    case "clock-jump":
      faults.leap(rule);
      return execute();
    case "time-out":
      await execute();
      await faults.wait(rule, call.attendance.signal);
      throw lostTo(request);
    default:
      invariant(rule.fault === "lose-answer", "the table gives the dispatcher no other fault");
      await execute();
      throw lostTo(request);
  }
}

/** A client sees its connection break; a service of the cloud is told what AWS's services tell each other then. */
function lostTo({ frame }: Request): Error {
  if (frame.caller.kind !== "service") return new AnswerLost();
  const message = "The answer was lost, as a fault asked.";
  return new ServiceError("ServiceUnavailableException", message, { statusCode: 503, retryable: true });
}

/** The operation's own throttling error by its model, or the one that every service has. */
function throttled({ service, descriptor }: Request): ServiceError {
  const errors = service.model.operations[descriptor.operation.name]?.errors ?? [];
  const code = errors.find((each) => /^(TooManyRequests|RequestThrottled|Throttl)/.test(each)) ?? "ThrottlingException";
  return new ServiceError(code, "Rate exceeded", { retryable: true });
}

/** Errors that every service has, with their status. @see https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
const COMMON_ERRORS: ReadonlyMap<string, number> = new Map([
  ["InternalFailure", 500],
  ["ServiceUnavailableException", 503],
  ["ThrottlingException", 400],
  ["AccessDeniedException", 403],
]);

function errorOf({ parameters: { code = "InternalFailure", message } }: FaultRule): ServiceError {
  const statusCode = COMMON_ERRORS.get(code);
  const isServersFault = statusCode !== undefined && statusCode !== 403;
  // The status of ThrottlingException differs from protocol to protocol, which the wire knows.
  const status = statusCode === undefined || code === "ThrottlingException" ? {} : { statusCode };
  return new ServiceError(code, message ?? `${code}, as a fault asked.`, { ...status, retryable: isServersFault });
}

/** Whether a service answers with such an error: one of its own, or of those that every service has. */
export function hasError(model: ServiceModel, code: string): boolean {
  if (COMMON_ERRORS.has(code)) return true;
  const shape = model.shapes[code];
  return shape?.type === "structure" && shape.exception === true;
}
