/** ListEventSourceMappings: all, or those of one queue or one function. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { functionReference } from "../function/function-name.ts";
import { mappings } from "../keyspaces.ts";
import { MAPPINGS_A_PAGE } from "../limits.ts";
import { mappedFunctionArn, mappingArn, mappingConfiguration, type MappingRecord } from "../mapping/mapping-record.ts";

export const listEventSourceMappings = operation.read(Lambda.ListEventSourceMappings, {
  honours: ["EventSourceArn", "FunctionName", "Marker", "MaxItems"],
  on: (_input, place) => mappingArn(place, "*"),
  run(input, at) {
    const size = Math.min(input.MaxItems ?? MAPPINGS_A_PAGE, MAPPINGS_A_PAGE);
    const wanted = input.FunctionName === undefined ? undefined : functionReference(input.FunctionName, at);
    const functionArn =
      wanted === undefined || wanted.qualifier === "" ? wanted?.arn : `${wanted.arn}:${wanted.qualifier}`;
    const page: MappingRecord[] = [];
    const after = input.Marker ? { after: [at.account, at.region, input.Marker] as const } : {};
    for (const { value } of mappings.range(at.tx, [at.account, at.region], after)) {
      if (input.EventSourceArn !== undefined && value.queueArn !== input.EventSourceArn) continue;
      if (functionArn !== undefined && mappedFunctionArn(value) !== functionArn) continue;
      page.push(value);
      if (page.length > size) break;
    }
    const last = page.length > size ? page[size - 1] : undefined;
    return {
      EventSourceMappings: page.slice(0, size).map(mappingConfiguration),
      ...(last === undefined ? {} : { NextMarker: last.uuid }),
    };
  },
});
