/** GetPolicy: the function's resource-based policy as one document. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { policyMissing } from "../errors.ts";
import { arnOfFunctionNamed, runnableReference } from "../function/function-name.ts";
import { requireFunction } from "../function/function-store.ts";
import { policyDocument } from "../function/policy.ts";
import { policies } from "../keyspaces.ts";

export const getPolicy = operation.read(Lambda.GetPolicy, {
  honours: ["FunctionName", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = runnableReference(input.FunctionName, at, input.Qualifier);
    const record = requireFunction(reference, at);
    const policy = policies.get(at.tx, [at.account, at.region, record.name]);
    // Each qualifier has a policy of its own, and `$LATEST` can have none.
    if (policy === undefined || reference.qualifier !== "") throw policyMissing();
    return { Policy: policyDocument(policy), RevisionId: policy.revisionId };
  },
});
