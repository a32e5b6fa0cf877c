/**
 * Whether a function URL answers a caller: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 *
 * With NONE everybody may whom the function's policy lets in. With AWS_IAM a signature is needed; callers of the function's
 * own account may by their own policies, which this cloud does not evaluate, all others by the function's.
 */
import type { RequestSigner } from "../../../platform/http.ts";
import type { FunctionUrlAuthType } from "../../../schema/generated/lambda.ts";
import type { PolicyStatement } from "../function/policy.ts";

/** Who asks for what. */
export interface UrlRequester {
  readonly authType: FunctionUrlAuthType;
  /** The function's account. */
  readonly account: string;
  /** Absent where the address does not ask for a signature. */
  readonly signer?: RequestSigner | undefined;
}

/** Why the caller is denied, or undefined when it is not. */
export function urlDenial(
  { authType, account, signer }: UrlRequester,
  statements: readonly PolicyStatement[],
): string | undefined {
  if (authType === "NONE") {
    if (statements.some((each) => each.Principal === "*" && allowsUrl(each, authType))) return undefined;
    return "The function's policy lets nobody invoke its URL: it has no statement for lambda:InvokeFunctionUrl.";
  }
  if (signer === undefined || signer.kind === "anonymous") return "The request is not signed.";
  if (signer.kind === "refused") return signer.reason;
  if (signer.account === account) return undefined;
  const root = `arn:aws:iam::${signer.account}:root`;
  const isMeant = ({ Principal: principal }: PolicyStatement): boolean =>
    principal === "*" || ("AWS" in principal && [root, signer.arn].includes(principal.AWS));
  if (statements.some((each) => isMeant(each) && allowsUrl(each, authType))) return undefined;
  return `The function's policy does not let ${signer.arn} invoke its URL.`;
}

/** A condition on anything else than how the URL authenticates holds for nobody who comes this way. */
function allowsUrl({ Action, Condition = {} }: PolicyStatement, authType: FunctionUrlAuthType): boolean {
  if (!["lambda:InvokeFunctionUrl", "lambda:*", "*"].includes(Action)) return false;
  return Object.values(Condition).every((block) =>
    Object.entries(block).every(([key, value]) => key === "lambda:FunctionUrlAuthType" && value === authType),
  );
}
