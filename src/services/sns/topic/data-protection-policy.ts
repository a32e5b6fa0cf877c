/**
 * Data protection policies: those that ask for nothing are kept and shown, those that act are refused by name.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-data-protection-policies.html
 */
import { notImplemented, type ServiceError } from "../../../platform/service-error.ts";
import { invalidParameterReason } from "../errors.ts";
import { DATA_PROTECTION_POLICY_CHARACTERS_MAX } from "../limits.ts";

type Members = Readonly<Record<string, unknown>>;

/** What a statement can have done to a message. */
const OPERATIONS: ReadonlySet<string> = new Set(["Audit", "Deidentify", "Deny"]);

/** Checks a policy; nothing stands for none. @throws ServiceError InvalidParameter, or 501 for one that would have to act */
export function checkedDataProtectionPolicy(text: string): string | undefined {
  if (text === "") return undefined;
  if (text.length > DATA_PROTECTION_POLICY_CHARACTERS_MAX) {
    throw refused(`the policy is longer than ${DATA_PROTECTION_POLICY_CHARACTERS_MAX} characters`);
  }
  const { Name, Description = "", Version, Statement, Configuration, ...others } = parsed(text);
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) throw refused(`unexpected member ${unknown}`);
  if (typeof Name !== "string" || Name === "") throw refused("Name must be a text");
  if (typeof Description !== "string") throw refused("Description must be a text");
  if (Version !== "2021-06-01") throw refused("Version must be 2021-06-01");
  if (!Array.isArray(Statement)) throw refused("Statement must be a list");
  for (const statement of Statement) refuseStatement(statement);
  if (Configuration !== undefined) throw notImplemented("the Configuration of a DataProtectionPolicy");
  return text;
}

/** @throws ServiceError always: a statement is not one, or has an operation that nothing here carries out */
function refuseStatement(statement: unknown): never {
  if (!isObject(statement)) throw refused("a statement must be an object");
  const { DataDirection, Principal, DataIdentifier, Operation } = statement;
  if (DataDirection !== "Inbound" && DataDirection !== "Outbound") {
    throw refused("Statement DataDirection must be either Inbound or Outbound");
  }
  if (!Array.isArray(Principal)) throw refused("Principal must be a list");
  if (!Array.isArray(DataIdentifier)) throw refused("DataIdentifier must be a list");
  const names = isObject(Operation) ? Object.keys(Operation) : [];
  const [name = ""] = names;
  if (names.length !== 1 || !OPERATIONS.has(name)) throw refused("Operation must be one of Audit, Deidentify and Deny");
  throw notImplemented(`the operation ${name} of a DataProtectionPolicy`);
}

function parsed(text: string): Members {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // Not JSON at all: the same answer as for JSON that is no object.
  }
  if (!isObject(document)) throw refused("the policy must be a JSON object");
  return document;
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refused(reason: string): ServiceError {
  return invalidParameterReason("DataProtectionPolicy", reason);
}
