/** Where an alias sends invocations: the versions that it may name, and how they may share. */
import type { ReadScope } from "../../../platform/scope.ts";
import type { AliasRoutingConfiguration } from "../../../schema/generated/lambda.ts";
import {
  functionNotFound,
  latestNotRouted,
  routedVersionsDiffer,
  tooManyWeights,
  versionRoutedTwice,
} from "../errors.ts";
import type { AliasRecord } from "./alias-record.ts";
import { versionOfFunction } from "./find-function.ts";
import { LATEST, type FunctionRecord } from "./function-record.ts";

type Routing = Pick<AliasRecord, "functionVersion" | "additional">;

/** The routing that a request asks for; an empty map of weights means that there is one version alone. */
export function additionalOf(routing: AliasRoutingConfiguration | undefined): Pick<Routing, "additional"> {
  const weights = Object.entries(routing?.AdditionalVersionWeights ?? {});
  if (weights.length > 1) throw tooManyWeights();
  const [entry] = weights;
  return entry === undefined ? {} : { additional: { version: entry[0], weight: entry[1] } };
}

/**
 * https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
 * @throws the answers to versions that are not there, and to two that cannot share an alias
 */
export function checkRouting(record: FunctionRecord, { functionVersion, additional }: Routing, at: ReadScope): void {
  if (additional?.version === functionVersion) throw versionRoutedTwice(functionVersion);
  const isShared = additional !== undefined;
  if (isShared && (functionVersion === LATEST || additional.version === LATEST)) throw latestNotRouted();
  const { setup } = requireVersion(record, functionVersion, at);
  if (!isShared) return;
  const other = requireVersion(record, additional.version, at).setup;
  if (other.role !== setup.role) throw routedVersionsDiffer("execution role");
  if (other.deadLetterTargetArn !== setup.deadLetterTargetArn) throw routedVersionsDiffer("dead-letter queue");
}

function requireVersion(record: FunctionRecord, version: string, at: ReadScope): FunctionRecord {
  const found = versionOfFunction(record.name, version, at);
  if (found === undefined) throw functionNotFound(`${record.arn}:${version}`);
  return found;
}
