/**
 * What a resource's policy says of a request.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import type { Caller } from "../caller.ts";
import { meets } from "./meets.ts";
import { fits, globMatches, readGlob, type VariableValue } from "./glob.ts";
import type { Named, PolicyDocument, Principals, Statement } from "./policy-document.ts";
import { type ContextValues, roleOfSession } from "./request-context.ts";

/** Who wants to do what to which resource. */
export interface Wish {
  readonly caller: Caller;
  /** Such as `sqs:SendMessage`. */
  readonly action: string;
  readonly resource: string;
  readonly context: ContextValues;
}

/** `silent` where no statement is about it: then the policy neither allows nor denies. */
export type Verdict = "allowed" | "denied" | "silent";

/** A statement that denies outweighs all that allow. @throws PolicyUnreadable, UnknownContextKey */
export function decide({ statements, hasVariables }: PolicyDocument, wish: Wish): Verdict {
  const valueOf = hasVariables ? singleValue(wish.context) : undefined;
  let verdict: Verdict = "silent";
  for (const statement of statements) {
    if (!isAbout(statement, wish, valueOf)) continue;
    if (statement.effect === "Deny") return "denied";
    verdict = "allowed";
  }
  return verdict;
}

function isAbout(statement: Statement, wish: Wish, valueOf: VariableValue | undefined): boolean {
  const { principals, actions, resources, conditions } = statement;
  return (
    names(actions, (pattern) => fits(pattern.toLowerCase(), wish.action.toLowerCase())) &&
    names(resources, (pattern) => resourceFits(pattern, wish.resource, valueOf)) &&
    includes(principals, wish.caller) &&
    conditions.every((line) => meets(line, wish.context, valueOf))
  );
}

function names({ values, isInverted }: Named, isMeant: (pattern: string) => boolean): boolean {
  return values.some(isMeant) !== isInverted;
}

function resourceFits(pattern: string, resource: string, valueOf: VariableValue | undefined): boolean {
  const glob = readGlob(pattern, valueOf);
  return glob !== undefined && globMatches(glob, resource);
}

function includes({ byKind, isInverted }: Principals, caller: Caller): boolean {
  const accounts = byKind.get("AWS") ?? [];
  const services = byKind.get("Service") ?? [];
  const isNamed =
    accounts.includes("*") ||
    (caller.kind === "service" && caller.isRole !== true
      ? services.includes(caller.principal)
      : accounts.some((each) => isCaller(each, caller)));
  return isNamed !== isInverted;
}

/** An account, or its root, stands for everybody in it; a role for its sessions. */
function isCaller(principal: string, caller: Caller): boolean {
  if (caller.kind === "anonymous") return false;
  if (principal === caller.account || principal === `arn:aws:iam::${caller.account}:root`) return true;
  if (caller.kind === "service") return false;
  return principal === caller.arn || withoutPath(principal) === roleOfSession(caller.arn);
}

/** The ARN of a role as its sessions tell it. */
function withoutPath(arn: string): string {
  return arn.replace(/^(arn:aws:iam::\d{12}:role\/).*\//, "$1");
}

function singleValue(context: ContextValues): VariableValue {
  return (key) => {
    const [value, ...more] = context(key.toLowerCase());
    return more.length === 0 ? value : undefined;
  };
}
