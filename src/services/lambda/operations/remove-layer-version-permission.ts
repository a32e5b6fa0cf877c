/** RemoveLayerVersionPermission: takes one statement out of a layer version's policy. */
import { uuid } from "../../../kernel/random.ts";
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { layerPolicyRevisionMismatch, noPolicyToRemoveFrom, statementMissing } from "../errors.ts";
import { layerPolicies } from "../keyspaces.ts";
import { arnOfLayerNamed, layerReference, layerVersionNumber } from "../layer/layer-name.ts";

export const removeLayerVersionPermission = operation.write(Lambda.RemoveLayerVersionPermission, {
  honours: ["LayerName", "VersionNumber", "StatementId", "RevisionId"],
  on: (input, place) => arnOfLayerNamed(input.LayerName, place),
  run(input, at) {
    const { name } = layerReference(input.LayerName, at);
    const key = [at.account, at.region, name, layerVersionNumber(input.VersionNumber)] as const;
    const policy = layerPolicies.get(at.tx, key);
    if (policy === undefined) throw noPolicyToRemoveFrom();
    if (input.RevisionId !== undefined && input.RevisionId !== policy.revisionId) throw layerPolicyRevisionMismatch();
    const left = policy.statements.filter((statement) => statement.Sid !== input.StatementId);
    if (left.length === policy.statements.length) throw statementMissing(input.StatementId);
    if (left.length === 0) layerPolicies.delete(at.tx, key);
    else layerPolicies.put(at.tx, key, { statements: left, revisionId: uuid(at.random) });
    return {};
  },
});
