/**
 * Enforces the policies of resources.
 *
 * A service principal, another account and somebody unknown may do what the resource's policy allows. Whoever is of the
 * resource's own account may do everything that the policy does not deny: identity policies are not evaluated.
 */
import { parseArn } from "../../kernel/arn.ts";
import { remembered } from "../../kernel/remembered.ts";
import type { Caller } from "../caller.ts";
import type { Request } from "../dispatch/request.ts";
import { POLICIES_READ_MAX } from "../limits.ts";
import type { Frame, ReadScope } from "../scope.ts";
import { notImplemented } from "../service-error.ts";
import { decide, type Verdict } from "./decide.ts";
import { PolicyUnreadable, readPolicyDocument } from "./policy-document.ts";
import { contextOf, UnknownContextKey } from "./request-context.ts";
import type { GuardedResource } from "./resource-access.ts";

/** Reads the state of this moment on behalf of a call. */
type Reader = <T>(frame: Frame, body: (at: ReadScope) => T) => T;

export class Authority {
  readonly #read: Reader;
  /** By text: the same policies decide again and again. */
  readonly #document = remembered(readPolicyDocument, POLICIES_READ_MAX);

  constructor(read: Reader) {
    this.#read = read;
  }

  /** @throws ServiceError, the service's answer to a caller who may not; NotImplemented for a policy that cannot be decided */
  require(request: Request): void {
    const { service, descriptor, input, frame } = request;
    const { access } = service;
    if (access === undefined) return;
    const call = { operation: descriptor.operation.name, input, resource: descriptor.on(input as never, frame) };
    this.#read(frame, (at) => {
      const guarded = access.guarded(call, at);
      if (guarded === undefined) return;
      const verdict = this.#verdict(guarded, frame, at.now);
      const reason = denial(verdict, frame.caller, guarded);
      if (reason !== undefined) throw access.refusal(`${sentence(frame.caller, guarded)} ${reason}`);
    });
  }

  #verdict(guarded: GuardedResource, frame: Frame, now: number): Verdict {
    const { arn, policy, action, keys } = guarded;
    if (policy === undefined) return "silent";
    const facts = {
      frame,
      resourceAccount: accountOf(guarded),
      now,
      ...(keys === undefined ? {} : { serviceKeys: keys }),
    };
    try {
      return decide(this.#document(policy), { caller: frame.caller, action, resource: arn, context: contextOf(facts) });
    } catch (error) {
      if (error instanceof UnknownContextKey) {
        throw notImplemented(`condition key ${error.key} in the policy of ${arn}`);
      }
      if (error instanceof PolicyUnreadable) throw notImplemented(`the policy of ${arn}: ${error.message}`);
      throw error;
    }
  }
}

/** Why not; undefined where the caller may. */
function denial(verdict: Verdict, caller: Caller, guarded: GuardedResource): string | undefined {
  if (verdict === "denied") return "with an explicit deny in a resource-based policy";
  if (verdict === "allowed" || isOfAccount(caller, accountOf(guarded))) return undefined;
  return `because no resource-based policy allows the ${guarded.action} action`;
}

function isOfAccount(caller: Caller, account: string): boolean {
  if (caller.account !== account) return false;
  return caller.kind === "service" ? caller.isRole === true : caller.kind === "user";
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function sentence(caller: Caller, { arn, action }: GuardedResource): string {
  const who = caller.kind === "service" ? caller.principal : caller.kind === "anonymous" ? "anonymous" : caller.arn;
  return `User: ${who} is not authorized to perform: ${action} on resource: ${arn}`;
}

function accountOf({ arn, account }: GuardedResource): string {
  return account ?? parseArn(arn)?.account ?? "";
}
