/** Who may use a function: what the policy of the function, its version or alias decides about. */
import type { ResourceAccess } from "../../../platform/policies/resource-access.ts";
import { notPermitted } from "../errors.ts";
import { policies } from "../keyspaces.ts";
import { chooseFunction } from "./find-function.ts";
import { functionArn, functionReference, resourceName } from "./function-name.ts";

/** Invocations take the permission of one name. */
const INVOCATIONS: ReadonlySet<string> = new Set(["Invoke", "InvokeAsync", "InvokeWithResponseStream"]);

/** What URLs alone have: calls of the API are never made through one. */
const KEYS = {
  "lambda:eventsourcetoken": undefined,
  "lambda:functionurlauthtype": undefined,
  "lambda:invokedviafunctionurl": "false",
};

export const functionAccess: ResourceAccess = {
  guarded({ operation, input }, at) {
    const { FunctionName: text, Qualifier: given } = input;
    if (typeof text !== "string") return undefined;
    const { name, qualifier } = functionReference(text, at, typeof given === "string" ? given : undefined);
    if (chooseFunction({ name, qualifier }, at) === undefined) return undefined;
    const resource = resourceName(name, qualifier);
    const stored = policies.get(at.tx, [at.account, at.region, resource]);
    const policy =
      stored === undefined ? undefined : JSON.stringify({ Version: "2012-10-17", Statement: stored.statements });
    const action = `lambda:${INVOCATIONS.has(operation) ? "InvokeFunction" : operation}`;
    return { arn: functionArn(at, resource), policy, action, keys: KEYS };
  },
  refusal: notPermitted,
};
