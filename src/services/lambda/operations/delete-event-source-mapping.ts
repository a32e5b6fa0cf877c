/** DeleteEventSourceMapping: the mapping is gone once the batches in hand are done with. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { mappingInUse, mappingMissing } from "../errors.ts";
import { mappings } from "../keyspaces.ts";
import { isBusy, mappingArn, mappingConfiguration, type MappingRecord } from "../mapping/mapping-record.ts";
import { supervisor } from "../mapping/mapping-supervisor.ts";

export const deleteEventSourceMapping = operation.write(Lambda.DeleteEventSourceMapping, {
  honours: ["UUID"],
  on: (input, place) => mappingArn(place, input.UUID),
  run(input, at) {
    const key = [at.account, at.region, input.UUID] as const;
    const stored = mappings.get(at.tx, key);
    if (stored === undefined) throw mappingMissing();
    if (isBusy(stored.state)) throw mappingInUse();
    const deleting: MappingRecord = { ...stored, state: "Deleting", lastModified: at.now };
    mappings.put(at.tx, key, deleting);
    at.after(() => at.local(supervisor).changed(key));
    return mappingConfiguration(deleting);
  },
});
