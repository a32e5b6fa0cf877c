/** The refusal of a direct call, with what clients of AWS's SDK find in theirs: `instanceof` its classes holds too. */
import type { ServiceError } from "../../platform/service-error.ts";
import { resolveError } from "../../protocol/wire-error.ts";
import type { ServiceModel } from "../../schema/model.ts";

export class RefusedCall extends Error {
  /** The error shape's name; for an error that no model has, its code. */
  override readonly name: string;
  readonly $fault: "client" | "server";
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId: string };

  constructor(model: ServiceModel, requestId: string, error: ServiceError) {
    const { shape, shapeName, queryCode, statusCode, isSender } = resolveError(model, error);
    super(error.message, { cause: error });
    // What has members of its own has no member of these names.
    Object.assign(this, error.members);
    const [protocol] = model.metadata.protocols;
    const hasQueryCodes = protocol === "query" || protocol === "rest-xml" || model.metadata.awsQueryCompatible === true;
    this.name = shape === undefined && hasQueryCodes ? queryCode : shapeName;
    this.$fault = isSender ? "client" : "server";
    this.$metadata = { httpStatusCode: statusCode, requestId };
  }
}
