/** ListFunctionUrlConfigs: the URL of the function itself and those of its aliases. */
import { pageOf } from "../../../platform/proxy/page.ts";
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { functionUrls } from "../keyspaces.ts";
import { URLS_A_PAGE } from "../limits.ts";
import { type FunctionUrlRecord, shownUrl } from "../url/url-record.ts";
import { requireUrlFunction } from "../url/url-store.ts";

export const listFunctionUrlConfigs = operation.read(Lambda.ListFunctionUrlConfigs, {
  honours: ["FunctionName", "Marker", "MaxItems"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = functionReference(input.FunctionName, at);
    requireUrlFunction(reference, at);
    const rows = functionUrls.range(at.tx, [at.account, at.region, reference.name]);
    const wanted = { size: Math.min(input.MaxItems ?? URLS_A_PAGE, URLS_A_PAGE), token: input.Marker };
    const { items, next } = pageOf(valuesOf(rows), ({ qualifier }) => qualifier, wanted);
    return {
      FunctionUrlConfigs: items.map((each) => shownUrl(each, at.endpoint)),
      ...(next === undefined ? {} : { NextMarker: next }),
    };
  },
});

function* valuesOf(rows: Iterable<{ readonly value: FunctionUrlRecord }>): Iterable<FunctionUrlRecord> {
  for (const { value } of rows) yield value;
}
