/** GetEventSourceMapping. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { mappingMissing } from "../errors.ts";
import { mappings } from "../keyspaces.ts";
import { mappingArn, mappingConfiguration } from "../mapping/mapping-record.ts";

export const getEventSourceMapping = operation.read(Lambda.GetEventSourceMapping, {
  honours: ["UUID"],
  on: (input, place) => mappingArn(place, input.UUID),
  run(input, at) {
    const mapping = mappings.get(at.tx, [at.account, at.region, input.UUID]);
    if (mapping === undefined) throw mappingMissing();
    return mappingConfiguration(mapping);
  },
});
