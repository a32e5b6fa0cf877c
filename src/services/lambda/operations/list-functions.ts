/** ListFunctions: by name, fifty a page; FunctionVersion ALL shows the published versions too. */
import { operation } from "../../../platform/operation.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { Lambda, type FunctionConfiguration } from "../../../schema/generated/lambda.ts";
import { functionArn, functionReference, resourceName } from "../function/function-name.ts";
import { LATEST, listedConfiguration, versionOf } from "../function/function-record.ts";
import { functions, versions } from "../keyspaces.ts";
import { FUNCTIONS_A_PAGE } from "../limits.ts";

export const listFunctions = operation.read(Lambda.ListFunctions, {
  honours: ["FunctionVersion", "Marker", "MaxItems"],
  on: (_input, place) => functionArn(place, "*"),
  run(input, at) {
    const size = Math.min(input.MaxItems ?? FUNCTIONS_A_PAGE, FUNCTIONS_A_PAGE);
    const found: { readonly shown: FunctionConfiguration; readonly marker: string }[] = [];
    const visit = input.FunctionVersion === "ALL" ? allVersions : latestVersions;
    for (const each of visit(input.Marker ?? "", at)) {
      found.push(each);
      if (found.length > size) break;
    }
    const last = found.length > size ? found[size - 1] : undefined;
    return {
      Functions: found.slice(0, size).map(({ shown }) => shown),
      ...(last === undefined ? {} : { NextMarker: last.marker }),
    };
  },
});

/** A function or version, and where a list that ends with it goes on. */
interface Listed {
  readonly shown: FunctionConfiguration;
  readonly marker: string;
}

function* latestVersions(marker: string, at: ReadScope): Iterable<Listed> {
  const after = marker === "" ? {} : { after: [at.account, at.region, marker] as const };
  for (const { value } of functions.range(at.tx, [at.account, at.region], after)) {
    yield { shown: listedConfiguration(value, ""), marker: value.name };
  }
}

function* allVersions(marker: string, at: ReadScope): Iterable<Listed> {
  const { name, qualifier } = marker === "" ? { name: "", qualifier: "" } : functionReference(marker, at);
  const from = marker === "" ? {} : { from: [at.account, at.region, name] as const };
  for (const { value } of functions.range(at.tx, [at.account, at.region], from)) {
    const goesOn = value.name === name;
    if (!goesOn) yield { shown: listedConfiguration(value, LATEST), marker: resourceName(value.name, LATEST) };
    const key = [at.account, at.region, value.name] as const;
    const after = goesOn && qualifier !== LATEST ? { after: [...key, Number(qualifier)] as const } : {};
    for (const { value: version } of versions.range(at.tx, key, after)) {
      const number = versionOf(version);
      yield { shown: listedConfiguration(version, number), marker: resourceName(value.name, number) };
    }
  }
}
