/** An alias as it is stored, and as the API shows it. */
import type { AliasConfiguration } from "../../../schema/generated/lambda.ts";
import type { FunctionRecord } from "./function-record.ts";

export interface AliasRecord {
  readonly name: string;
  readonly functionVersion: string;
  readonly description: string;
  /** The one other version that takes a part of the invocations, from 0 to 1. */
  readonly additional?: { readonly version: string; readonly weight: number };
  readonly revisionId: string;
}

/** The alias as CreateAlias and its like show it. */
export function aliasConfiguration(alias: AliasRecord, record: Pick<FunctionRecord, "arn">): AliasConfiguration {
  const { additional } = alias;
  return {
    AliasArn: `${record.arn}:${alias.name}`,
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    ...(additional === undefined
      ? {}
      : { RoutingConfig: { AdditionalVersionWeights: { [additional.version]: additional.weight } } }),
    RevisionId: alias.revisionId,
  };
}
