/** AddLayerVersionPermission: shares a layer version with another account, or with all. */
import { uuid } from "../../../kernel/random.ts";
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { layerPolicyRevisionMismatch, layerVersionMissing, policyTooLong, statementExists } from "../errors.ts";
import { policyDocument, statementOf } from "../function/policy.ts";
import { layerPolicies, layerVersions } from "../keyspaces.ts";
import { arnOfLayerNamed, layerReference, layerVersionNumber } from "../layer/layer-name.ts";
import { layerVersionArn } from "../layer/layer-version-record.ts";
import { POLICY_BYTES_MAX } from "../limits.ts";

export const addLayerVersionPermission = operation.write(Lambda.AddLayerVersionPermission, {
  honours: ["LayerName", "VersionNumber", "StatementId", "Action", "Principal", "RevisionId"],
  on: (input, place) => arnOfLayerNamed(input.LayerName, place),
  run(input, at) {
    const { name } = layerReference(input.LayerName, at);
    const key = [at.account, at.region, name, layerVersionNumber(input.VersionNumber)] as const;
    const record = layerVersions.get(at.tx, key);
    if (record === undefined) throw layerVersionMissing();
    const policy = layerPolicies.get(at.tx, key);
    if (input.RevisionId !== undefined && input.RevisionId !== policy?.revisionId) throw layerPolicyRevisionMismatch();
    const before = policy?.statements ?? [];
    if (before.some((statement) => statement.Sid === input.StatementId)) throw statementExists(input.StatementId);
    const statement = statementOf(input, layerVersionArn(record));
    const next = { statements: [...before, statement], revisionId: uuid(at.random) };
    if (Buffer.byteLength(policyDocument(next)) > POLICY_BYTES_MAX) throw policyTooLong();
    layerPolicies.put(at.tx, key, next);
    return { Statement: JSON.stringify(statement), RevisionId: next.revisionId };
  },
});
