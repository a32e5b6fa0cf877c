/** ListFunctionEventInvokeConfigs: of `$LATEST`, versions and aliases. */
import { operation } from "../../../platform/operation.ts";
import { Lambda, type FunctionEventInvokeConfig } from "../../../schema/generated/lambda.ts";
import { configuredArn, shownConfig } from "../asynchronous/event-record.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { requireFunction } from "../function/function-store.ts";
import { eventInvokeConfigs } from "../keyspaces.ts";
import { VERSIONS_A_PAGE } from "../limits.ts";

export const listFunctionEventInvokeConfigs = operation.read(Lambda.ListFunctionEventInvokeConfigs, {
  honours: ["FunctionName", "Marker", "MaxItems"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const size = Math.min(input.MaxItems ?? VERSIONS_A_PAGE, VERSIONS_A_PAGE);
    const { name, arn } = requireFunction(functionReference(input.FunctionName, at), at);
    const place = [at.account, at.region] as const;
    const found: { readonly key: string; readonly shown: FunctionEventInvokeConfig }[] = [];
    const own = input.Marker ? undefined : eventInvokeConfigs.get(at.tx, [...place, name]);
    if (own !== undefined) found.push({ key: name, shown: shownConfig(own, configuredArn({ arn, qualifier: "" })) });
    const after = input.Marker ? { after: [...place, input.Marker] as const } : {};
    const range = { ...after, startingWith: `${name}:`, limit: size + 1 };
    for (const { key, value } of eventInvokeConfigs.range(at.tx, place, range)) {
      const qualifier = key[2].slice(name.length + 1);
      found.push({ key: key[2], shown: shownConfig(value, configuredArn({ arn, qualifier })) });
    }
    const last = found.length > size ? found[size - 1] : undefined;
    return {
      FunctionEventInvokeConfigs: found.slice(0, size).map(({ shown }) => shown),
      ...(last === undefined ? {} : { NextMarker: last.key }),
    };
  },
});
