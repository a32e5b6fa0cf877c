/** PublishVersion: a snapshot of `$LATEST` under the next number, unless nothing was deployed since the last one. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { codeHashMismatch } from "../errors.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { publishedConfiguration } from "../function/function-record.ts";
import { requireChangeable, requireFunction } from "../function/function-store.ts";
import { publishVersion as publish } from "../function/version-store.ts";

export const publishVersion = operation.write(Lambda.PublishVersion, {
  honours: ["FunctionName", "CodeSha256", "Description", "RevisionId"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const record = requireFunction(functionReference(input.FunctionName, at), at);
    requireChangeable(record, input.RevisionId);
    const current = record.setup.code.sha256;
    if (input.CodeSha256 && input.CodeSha256 !== current) throw codeHashMismatch(input.CodeSha256, current);
    return publishedConfiguration(publish(record, { description: input.Description }, at));
  },
});
