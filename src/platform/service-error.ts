/** An error that is an answer: the caller gets its code and sentence, and nothing has changed. */

/** What an answer may carry beyond its code and sentence. */
export interface ServiceErrorDetail {
  /** HTTP status, where it is not the modelled one (or 400). */
  readonly statusCode?: number;
  /** Further members of the modelled error shape. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** True when the same call can succeed later: AWS's throttles and unavailabilities. */
  readonly retryable?: boolean;
}

/** A modelled error. Services make them in their errors.ts, one function a sentence; nobody else constructs one. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  /** The error shape's name in the model, or a framework code such as `ValidationException`. */
  readonly code: string;
  readonly statusCode: number | undefined;
  readonly members: Readonly<Record<string, unknown>>;
  readonly retryable: boolean;

  constructor(code: string, message: string, detail: ServiceErrorDetail = {}) {
    super(message);
    this.code = code;
    this.statusCode = detail.statusCode;
    this.members = detail.members ?? {};
    this.retryable = detail.retryable ?? false;
  }
}

/** The answer to something that AWS has and Sluice has not: it is refused by name, never ignored. */
export function notImplemented(what: string): ServiceError {
  return new ServiceError("NotImplemented", `Sluice does not implement ${what}. Nothing was changed.`, {
    statusCode: 501,
  });
}
