/** ListImports: the names of the stacks that import an export. */
import { operation } from "../../../platform/operation.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { validationError } from "../errors.ts";
import { imports } from "../keyspaces.ts";
import { pageOf } from "../stack/page.ts";

export const listImports = operation.read(CloudFormation.ListImports, {
  honours: ["ExportName", "NextToken"],
  on: (_input, place) => `arn:aws:cloudformation:${place.region}:${place.account}:stack/*`,
  run(input, at) {
    const names = Array.from(imports.range(at.tx, [at.account, at.region, input.ExportName]), (entry) => entry.value);
    if (names.length === 0) throw validationError(`Export '${input.ExportName}' is not imported by any stack.`);
    const page = pageOf(names, input.NextToken);
    return { Imports: page.items, NextToken: page.NextToken };
  },
});
