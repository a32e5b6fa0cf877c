/** The name by which people know a resource: its ARN without what is the same for every resource of a cloud. */
import { parseArn } from "../../kernel/arn.ts";

/** The part of an ARN behind the account; what is no ARN, as it is. */
export function resourceName(arn: string): string {
  const parsed = parseArn(arn);
  if (parsed === undefined) return arn;
  return parsed.resource.replace(/^function:/, "");
}
