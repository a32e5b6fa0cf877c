/** A configuration of provisioned concurrency as the API shows it: what was asked for, and what has come of it. */
import type { ReadScope } from "../../../platform/scope.ts";
import type { GetProvisionedConcurrencyConfigResponse } from "../../../schema/generated/lambda.ts";
import { poolOf, type ProvisionedConcurrencyRecord, type ProvisionedKey } from "./provisioned-pools.ts";

export function shownProvisionedConfig(
  key: ProvisionedKey,
  record: ProvisionedConcurrencyRecord,
  at: ReadScope,
): GetProvisionedConcurrencyConfigResponse {
  const { status = "IN_PROGRESS", available = 0, reason } = poolOf(key, at) ?? {};
  return {
    RequestedProvisionedConcurrentExecutions: record.requested,
    AvailableProvisionedConcurrentExecutions: available,
    AllocatedProvisionedConcurrentExecutions: available,
    Status: status,
    ...(reason === undefined ? {} : { StatusReason: reason }),
    LastModified: new Date(record.lastModified).toISOString().replace("Z", "+0000"),
  };
}
