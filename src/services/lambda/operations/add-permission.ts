/** AddPermission: one more statement in the function's resource-based policy. */
import { uuid } from "../../../kernel/random.ts";
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import {
  noPolicyForLatest,
  policyRevisionMismatch,
  policyTooLong,
  statementExists,
  urlAuthTypeMisplaced,
} from "../errors.ts";
import { arnOfFunctionNamed, functionReference, resourceName } from "../function/function-name.ts";
import { requireQualified } from "../function/find-function.ts";
import { LATEST } from "../function/function-record.ts";
import { policyDocument, statementOf } from "../function/policy.ts";
import { policies } from "../keyspaces.ts";
import { POLICY_BYTES_MAX } from "../limits.ts";

export const addPermission = operation.write(Lambda.AddPermission, {
  honours: [
    "FunctionName",
    "StatementId",
    "Action",
    "Principal",
    "SourceArn",
    "SourceAccount",
    "EventSourceToken",
    "FunctionUrlAuthType",
    "InvokedViaFunctionUrl",
    "PrincipalOrgID",
    "Qualifier",
    "RevisionId",
  ],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = functionReference(input.FunctionName, at, input.Qualifier);
    if (reference.qualifier === LATEST) throw noPolicyForLatest();
    if (input.FunctionUrlAuthType !== undefined && input.Action !== "lambda:InvokeFunctionUrl") {
      throw urlAuthTypeMisplaced();
    }
    requireQualified(reference, at);
    const { name, arn, qualifier } = reference;
    const row = [at.account, at.region, resourceName(name, qualifier)] as const;
    const policy = policies.get(at.tx, row);
    if (input.RevisionId !== undefined && input.RevisionId !== policy?.revisionId) throw policyRevisionMismatch();
    const before = policy?.statements ?? [];
    if (before.some((statement) => statement.Sid === input.StatementId)) throw statementExists(input.StatementId);
    const statement = statementOf(input, resourceName(arn, qualifier));
    const next = { statements: [...before, statement], revisionId: uuid(at.random) };
    if (Buffer.byteLength(policyDocument(next)) > POLICY_BYTES_MAX) throw policyTooLong();
    policies.put(at.tx, row, next);
    return { Statement: JSON.stringify(statement) };
  },
});
