/** RemovePermission: takes one statement out of the function's resource-based policy. */
import { uuid } from "../../../kernel/random.ts";
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { noPolicyToRemoveFrom, policyRevisionMismatch, statementMissing } from "../errors.ts";
import { arnOfFunctionNamed, functionReference, resourceName } from "../function/function-name.ts";
import { requireQualified } from "../function/find-function.ts";
import { policies } from "../keyspaces.ts";

export const removePermission = operation.write(Lambda.RemovePermission, {
  honours: ["FunctionName", "StatementId", "Qualifier", "RevisionId"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = functionReference(input.FunctionName, at, input.Qualifier);
    requireQualified(reference, at);
    const row = [at.account, at.region, resourceName(reference.name, reference.qualifier)] as const;
    const policy = policies.get(at.tx, row);
    if (policy === undefined) throw noPolicyToRemoveFrom();
    if (input.RevisionId !== undefined && input.RevisionId !== policy.revisionId) throw policyRevisionMismatch();
    const left = policy.statements.filter((statement) => statement.Sid !== input.StatementId);
    if (left.length === policy.statements.length) throw statementMissing(input.StatementId);
    if (left.length === 0) policies.delete(at.tx, row);
    else policies.put(at.tx, row, { statements: left, revisionId: uuid(at.random) });
    return {};
  },
});
