/** AWS's answers to inputs that break the model's constraints, in SQS's words. */
import { invariant } from "../../kernel/invariant.ts";
import type { ServiceError } from "../../platform/service-error.ts";
import type { PathSegment, Violation } from "../../schema/constraints.ts";
import { invalidParameterValue, missingParameter, queueDoesNotExist, unknownAttribute } from "./errors.ts";

/** The answer to the first violation: SQS names one at a time. */
export function refuse(violations: readonly Violation[], operationName: string): ServiceError {
  const [violation] = violations;
  invariant(violation, "an input is refused for a violation");
  const { path } = violation;
  if (violation.kind === "required") {
    // Recorded: a request without a queue URL is told that its queue does not exist.
    if (path.length === 1 && nameOf(path[0]) === "QueueUrl") return queueDoesNotExist();
    return missingParameter(pathName(path, operationName));
  }
  if (violation.kind === "enum" && isAttributeName(path)) return unknownAttribute(String(violation.value));
  return invalidParameterValue(pathName(path, operationName), violation.value, "It is not a valid value.");
}

/** The member's path as SQS writes it: list elements by the name of their shape, counted from 1. */
function pathName(path: readonly PathSegment[], operationName: string): string {
  const names: string[] = [];
  for (const segment of path) {
    if (segment.kind === "element") {
      const list = names.pop();
      names.push(list === "Entries" ? `${operationName}RequestEntry` : (list ?? ""), String(segment.index + 1));
    } else names.push(nameOf(segment));
  }
  return names.join(".");
}

function nameOf(segment: PathSegment | undefined): string {
  if (segment === undefined) return "";
  if (segment.kind === "member") return segment.name;
  return segment.kind === "element" ? String(segment.index + 1) : segment.key;
}

function isAttributeName(path: readonly PathSegment[]): boolean {
  const member = nameOf(path[0]);
  return member === "Attributes" || member === "AttributeNames" || member === "MessageSystemAttributeNames";
}
