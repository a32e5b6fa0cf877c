/** Invokes the function behind a route and waits for it, but not for ever. */
import { parseArn } from "../../kernel/arn.ts";
import { pause } from "../../kernel/clock.ts";
import { invariant } from "../../kernel/invariant.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import type { AsyncScope } from "../scope.ts";
import { ServiceError } from "../service-error.ts";

export interface ProxiedCall {
  readonly functionArn: string;
  readonly event: unknown;
  /** `arn:aws:execute-api:region:account:api/stage/METHOD/path`. */
  readonly sourceArn: string;
  readonly timeoutMilliseconds: number;
}

export type ProxiedOutcome =
  | { readonly kind: "returned"; readonly payload: Uint8Array }
  /** The function ended with an error of its own. */
  | { readonly kind: "failed"; readonly reason: string }
  /** Lambda did not run it: it is not there, throttled, not permitted. */
  | { readonly kind: "refused"; readonly error: ServiceError }
  /** It still runs, and nobody waits for it any more. */
  | { readonly kind: "timedOut" };

/** `at` is a scope in the API's own account and region, on behalf of the request's record. */
export async function invokeFunction(call: ProxiedCall, at: AsyncScope): Promise<ProxiedOutcome> {
  const timer = new AbortController();
  const late = pause(at.clock, call.timeoutMilliseconds, timer.signal).then(() => ({ kind: "timedOut" }) as const);
  try {
    return await Promise.race([invoked(call, at), late]);
  } finally {
    timer.abort();
  }
}

async function invoked(call: ProxiedCall, at: AsyncScope): Promise<ProxiedOutcome> {
  const target = parseArn(call.functionArn);
  invariant(target !== undefined, "the name of a function was read as an ARN before it is invoked");
  try {
    const { Payload = new Uint8Array(), FunctionError } = await at.call(
      Lambda.Invoke,
      {
        FunctionName: call.functionArn,
        InvocationType: "RequestResponse",
        Payload: Buffer.from(JSON.stringify(call.event)),
      },
      {
        principal: "apigateway.amazonaws.com",
        sourceArn: call.sourceArn,
        account: target.account,
        region: target.region,
      },
    );
    if (FunctionError === undefined) return { kind: "returned", payload: Payload };
    return { kind: "failed", reason: Buffer.from(Payload).toString("utf8").slice(0, REASON_CHARACTERS) };
  } catch (error) {
    if (error instanceof ServiceError) return { kind: "refused", error };
    throw error;
  }
}

/** How much of a function's error document a lineage record quotes. */
const REASON_CHARACTERS = 500;
