/** ListVersionsByFunction: `$LATEST`, then the published versions as their numbers grow. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { LATEST, listedConfiguration, versionOf } from "../function/function-record.ts";
import { requireFunction } from "../function/function-store.ts";
import { versions } from "../keyspaces.ts";
import { VERSIONS_A_PAGE } from "../limits.ts";

export const listVersionsByFunction = operation.read(Lambda.ListVersionsByFunction, {
  honours: ["FunctionName", "Marker", "MaxItems"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const size = Math.min(input.MaxItems ?? VERSIONS_A_PAGE, VERSIONS_A_PAGE);
    const record = requireFunction(functionReference(input.FunctionName, at), at);
    const key = [at.account, at.region, record.name] as const;
    // A marker is the number that the page before ended with; `$LATEST` has none.
    const start = input.Marker ? Number(input.Marker) || 0 : undefined;
    const found = start === undefined ? [record] : [];
    const after = start === undefined ? {} : { after: [...key, start] as const };
    for (const { value } of versions.range(at.tx, key, { ...after, limit: size + 1 })) found.push(value);
    const page = found.slice(0, size);
    const last = page.at(-1);
    return {
      Versions: page.map((each) => listedConfiguration(each, versionOf(each))),
      ...(found.length > size && last !== undefined ? { NextMarker: last.version ?? LATEST } : {}),
    };
  },
});
