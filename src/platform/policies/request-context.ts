/**
 * What is known of a request, by the keys that conditions name.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import { parseArn } from "../../kernel/arn.ts";
import { SECOND_MILLISECONDS } from "../../kernel/durations.ts";
import type { Caller } from "../caller.ts";
import type { Frame } from "../scope.ts";

/** A condition asks for a key whose value this cloud does not know, so that it cannot be decided. */
export class UnknownContextKey extends Error {
  override readonly name = "UnknownContextKey";
  readonly key: string;

  constructor(key: string) {
    super(`The condition key ${key} is not known here.`);
    this.key = key;
  }
}

/** Values by key in lower case; an empty list for a key that the request does not have. @throws UnknownContextKey */
export type ContextValues = (key: string) => readonly string[];

/** What a request is about. */
export interface RequestFacts {
  readonly frame: Pick<Frame, "caller" | "region" | "endpoint">;
  readonly resourceAccount: string;
  readonly now: number;
  /** Keys of the service's own, in lower case. */
  readonly serviceKeys?: Readonly<Record<string, string | undefined>>;
}

/** Keys of what there is not: networks of one's own, organizations, federation, chains of services. No request has them. */
const NEVER_PRESENT: ReadonlySet<string> = new Set([
  "aws:calledvia",
  "aws:calledviafirst",
  "aws:calledvialast",
  "aws:federatedprovider",
  "aws:multifactorauthage",
  "aws:multifactorauthpresent",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:resourceorgid",
  "aws:resourceorgpaths",
  "aws:sourceidentity",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:vpcsourceip",
]);

/** The context of a request. */
export function contextOf({ frame, resourceAccount, now, serviceKeys = {} }: RequestFacts): ContextValues {
  const known = new Map<string, string | undefined>([
    ["aws:currenttime", new Date(now).toISOString()],
    ["aws:epochtime", String(Math.floor(now / SECOND_MILLISECONDS))],
    ["aws:requestedregion", frame.region],
    ["aws:resourceaccount", resourceAccount],
    ["aws:securetransport", String(frame.endpoint.startsWith("https:"))],
    ["aws:viaawsservice", "false"],
    ...callerKeys(frame.caller),
    ...Object.entries(serviceKeys),
  ]);
  return (key) => {
    const value = known.get(key);
    if (value !== undefined) return [value];
    if (known.has(key) || NEVER_PRESENT.has(key) || CALLERS_KEYS.has(key)) return [];
    throw new UnknownContextKey(key);
  };
}

/** Keys that only some callers have. */
const CALLERS_KEYS: ReadonlySet<string> = new Set([
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalservicename",
  "aws:principalservicenameslist",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceowner",
  "aws:userid",
  "aws:username",
]);

function callerKeys(caller: Caller): readonly (readonly [key: string, value: string])[] {
  if (caller.kind === "service" && caller.isRole !== true) {
    // The ARN of a bucket names no account: it is the caller's own.
    const sourceAccount = parseArn(caller.sourceArn)?.account || caller.account;
    return [
      ["aws:principalisawsservice", "true"],
      ["aws:principalservicename", caller.principal],
      ["aws:principalservicenameslist", caller.principal],
      ["aws:sourcearn", caller.sourceArn],
      ["aws:sourceaccount", sourceAccount],
      // The key of the policy that a topic begins with: it lets alarms in, but not buckets.
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
      ...(caller.principal === "cloudwatch.amazonaws.com" ? [["aws:sourceowner", sourceAccount] as const] : []),
    ];
  }
  if (caller.kind === "service") {
    return [
      ["aws:principalisawsservice", "false"],
      ["aws:principalaccount", caller.account],
      ["aws:sourceowner", caller.account],
    ];
  }
  if (caller.kind === "anonymous") {
    return [
      ["aws:principalisawsservice", "false"],
      ["aws:userid", "anonymous"],
    ];
  }
  const userName = /:user\/(?:.*\/)?([^/]+)$/.exec(caller.arn)?.[1];
  return [
    ["aws:principalisawsservice", "false"],
    ["aws:principalaccount", caller.account],
    ["aws:principalarn", roleOfSession(caller.arn) ?? caller.arn],
    ["aws:sourceowner", caller.account],
    ["aws:userid", caller.userId],
    ...(userName === undefined ? [] : [["aws:username", userName] as const]),
  ];
}

/** The role of a session `arn:aws:sts::A:assumed-role/NAME/SESSION`; the path of a role is not in it. */
export function roleOfSession(arn: string): string | undefined {
  const session = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn);
  return session === null ? undefined : `arn:aws:iam::${session[1]}:role/${session[2]}`;
}
