/** ListFunctions: by name, fifty a page; FunctionVersion ALL shows the same, since `$LATEST` is the only version. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { functionArn } from "../function/function-name.ts";
import { functionConfiguration } from "../function/function-record.ts";
import { functions } from "../keyspaces.ts";
import { FUNCTIONS_A_PAGE } from "../limits.ts";

export const listFunctions = operation.read(Lambda.ListFunctions, {
  honours: ["FunctionVersion", "Marker", "MaxItems"],
  on: (_input, place) => functionArn(place, "*"),
  run(input, at) {
    const size = Math.min(input.MaxItems ?? FUNCTIONS_A_PAGE, FUNCTIONS_A_PAGE);
    const after = input.Marker ? { after: [at.account, at.region, input.Marker] as const } : {};
    const found = [...functions.range(at.tx, [at.account, at.region], { ...after, limit: size + 1 })];
    const page = found.slice(0, size).map(({ value }) => value);
    const qualifier = input.FunctionVersion === "ALL" ? "$LATEST" : "";
    const last = page.at(-1);
    return {
      // A list shows what is deployed, not how the deployment goes.
      Functions: page.map((record) => {
        const { State: _, StateReason: __, StateReasonCode: ___, ...shown } = functionConfiguration(record, qualifier);
        const {
          LastUpdateStatus: ____,
          LastUpdateStatusReason: _____,
          LastUpdateStatusReasonCode: ______,
          ...rest
        } = shown;
        return rest;
      }),
      ...(found.length > size && last !== undefined ? { NextMarker: last.name } : {}),
    };
  },
});
