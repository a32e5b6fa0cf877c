/** ListExports: the exports of the account and region, by name. */
import { operation } from "../../../platform/operation.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { exportedValues } from "../keyspaces.ts";
import { pageOf } from "../stack/page.ts";

export const listExports = operation.read(CloudFormation.ListExports, {
  honours: ["NextToken"],
  on: (_input, place) => `arn:aws:cloudformation:${place.region}:${place.account}:stack/*`,
  run(input, at) {
    const page = pageOf([...exportedValues.range(at.tx, [at.account, at.region])], input.NextToken);
    const shown = page.items.map(({ key, value }) => ({
      ExportingStackId: value.stackId,
      Name: key[2],
      Value: value.value,
    }));
    return { Exports: shown, NextToken: page.NextToken };
  },
});
