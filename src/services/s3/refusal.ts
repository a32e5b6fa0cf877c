/** How S3 words what breaks the model's constraints: there is no ValidationException, each place has its own code. */
import type { ServiceError } from "../../platform/service-error.ts";
import type { Violation } from "../../schema/constraints.ts";
import { invalidArgument, invalidStorageClass, malformedXml } from "./errors.ts";

/** The members of inputs that travel as XML in the body. */
const BODY_MEMBERS = new Set([
  "CreateBucketConfiguration",
  "Delete",
  "MultipartUpload",
  "NotificationConfiguration",
  "OwnershipControls",
  "PublicAccessBlockConfiguration",
  "ServerSideEncryptionConfiguration",
  "Tagging",
]);

/** S3 names one thing that is wrong, not all. */
export function refuse(violations: readonly Violation[]): ServiceError {
  const violation = violations[0];
  const first = violation?.path[0];
  if (violation === undefined || first?.kind !== "member" || BODY_MEMBERS.has(first.name)) {
    return inBody(violation);
  }
  const value = String(violation.value ?? "");
  if (first.name === "StorageClass") return invalidStorageClass(value);
  if (first.name === "EncodingType") {
    return invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", value);
  }
  if (first.name === "MetadataDirective") {
    return invalidArgument("Unknown metadata directive.", "x-amz-metadata-directive", value);
  }
  if (violation.kind === "required") return invalidArgument(`${first.name} is required`, first.name, "null");
  return invalidArgument("Invalid Argument", first.name, value);
}

function inBody(violation: Violation | undefined): ServiceError {
  const steps = violation?.path.flatMap((step) => (step.kind === "member" ? [step.name] : [])) ?? [];
  if (violation?.kind !== "enum") return malformedXml();
  if (steps.includes("FilterRules")) {
    return invalidArgument(
      "filter rule name must be either prefix or suffix",
      "FilterRule.Name",
      String(violation.value),
    );
  }
  if (steps.includes("Events")) {
    return invalidArgument(`A specified event is not supported for notifications.`, "Event", String(violation.value));
  }
  return malformedXml();
}
