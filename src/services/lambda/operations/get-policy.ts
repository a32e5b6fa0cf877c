/** GetPolicy: the function's resource-based policy as one document. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { policyMissing } from "../errors.ts";
import { arnOfFunctionNamed, functionReference, resourceName } from "../function/function-name.ts";
import { requireQualified } from "../function/find-function.ts";
import { policyDocument } from "../function/policy.ts";
import { policies } from "../keyspaces.ts";

export const getPolicy = operation.read(Lambda.GetPolicy, {
  honours: ["FunctionName", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = functionReference(input.FunctionName, at, input.Qualifier);
    requireQualified(reference, at);
    // Each qualifier has a policy of its own, and `$LATEST` can have none.
    const policy = policies.get(at.tx, [at.account, at.region, resourceName(reference.name, reference.qualifier)]);
    if (policy === undefined) throw policyMissing();
    return { Policy: policyDocument(policy), RevisionId: policy.revisionId };
  },
});
