/** What a resource type sees while it works on one resource of a stack. */
import type { ResourceScope } from "../../../platform/resource-type.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import type { Tag } from "../../../schema/generated/cloudformation.ts";

interface Whose {
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly stackTags: readonly Tag[];
  readonly suffix: string;
}

export function resourceScope(at: AsyncScope, whose: Whose): ResourceScope {
  const { account, region, cause, caller, requestId, endpoint, clock, random, log, blobs, ports, activity, signal } =
    at;
  return {
    account,
    region,
    cause,
    caller,
    requestId,
    endpoint,
    clock,
    random,
    log,
    blobs,
    ports,
    activity,
    signal,
    get isUnwanted() {
      return at.isUnwanted;
    },
    read: (body) => at.read(body),
    write: (body) => at.write(body),
    call: (operation, input, as) => at.call(operation, input, as),
    callEach: (operation, calls) => at.callEach(operation, calls),
    local: (key) => at.local(key),
    within: (place) => at.within(place),
    record: (story) => at.record(story),
    recordEach: (story) => at.recordEach(story),
    meter: (usage) => at.meter(usage),
    metric: (datum) => at.metric(datum),
    stackId: whose.stackId,
    stackName: whose.stackName,
    logicalId: whose.logicalId,
    stackTags: Object.fromEntries(whose.stackTags.map(({ Key, Value }) => [Key, Value])),
    generatedName: (maximumLength) => generatedName(whose, maximumLength),
  };
}

/** `stack-logicalId-SUFFIX`; the first two share what the suffix leaves of the length. */
export function generatedName(whose: Pick<Whose, "stackName" | "logicalId" | "suffix">, maximumLength: number): string {
  const { stackName, logicalId, suffix } = whose;
  const room = maximumLength - suffix.length - 2;
  const half = Math.ceil(room / 2);
  const stackPart = stackName.slice(0, Math.max(half, room - logicalId.length));
  const logicalPart = logicalId.slice(0, room - stackPart.length);
  return `${stackPart}-${logicalPart}-${suffix}`;
}
