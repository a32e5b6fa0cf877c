/** The many ways to name a function, read into one: name, partial ARN, full ARN, each with or without a qualifier. */
import type { Place } from "../../../platform/scope.ts";
import {
  accessDenied,
  functionNameTooLong,
  functionsNotReachable,
  qualifierMismatch,
  unqualifiedOnly,
} from "../errors.ts";
import { FUNCTION_NAME_LENGTH_MAX } from "../limits.ts";
import { LATEST } from "./function-record.ts";

/** A function as a request names it. */
export interface FunctionReference {
  readonly name: string;
  /** Unqualified, in the account and region of the request. */
  readonly arn: string;
  /** Empty when the request gave none. */
  readonly qualifier: string;
}

const NAME =
  /^(?:arn:[^:]*:lambda:)?(?:(?<region>[a-z]{2,}(?:-[a-z]+)+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9_.-]+)(?::(?<qualifier>.+))?$/;

/**
 * Reads FunctionName and Qualifier of a request.
 * @throws the answers for another region or account, a name that is too long, and two different qualifiers
 */
export function functionReference(text: string, place: Place, qualifier = ""): FunctionReference {
  const groups = NAME.exec(text)?.groups;
  const name = groups?.["name"] ?? text;
  const region = groups?.["region"] ?? place.region;
  if (region !== place.region) throw functionsNotReachable(region, place.region);
  if ((groups?.["account"] ?? place.account) !== place.account) throw accessDenied();
  if (name.length > FUNCTION_NAME_LENGTH_MAX) throw functionNameTooLong(name);
  const own = groups?.["qualifier"] ?? "";
  if (own !== "" && qualifier !== "" && own !== qualifier) throw qualifierMismatch();
  return { name, arn: functionArn(place, name), qualifier: own === "" ? qualifier : own };
}

/** A function's name in keys and metrics: with its qualifier where it has one. `$LATEST` counts as one. */
export function resourceName(name: string, qualifier: string): string {
  return qualifier === "" ? name : `${name}:${qualifier}`;
}

/** Where settings of a qualifier are stored: those of `$LATEST` are the function's own. */
export function settingsName({ name, qualifier }: Pick<FunctionReference, "name" | "qualifier">): string {
  return resourceName(name, qualifier === LATEST ? "" : qualifier);
}

/** A function as operations name it that versions and aliases do not have. @throws the answer to a qualifier */
export function unqualifiedReference(text: string, place: Place): FunctionReference {
  const reference = functionReference(text, place);
  if (reference.qualifier !== "" && reference.qualifier !== LATEST) throw unqualifiedOnly();
  return reference;
}

export function functionArn(place: Pick<Place, "account" | "region">, name: string): string {
  return `arn:aws:lambda:${place.region}:${place.account}:function:${name}`;
}

/** The ARN of whatever `text` names, for lineage: never throws. */
export function arnOfFunctionNamed(text: string, place: Place): string {
  return functionArn(place, NAME.exec(text)?.groups?.["name"] ?? text);
}
