/** Dashboards: how they are named and found. They belong to an account, not to a region. */
import { formatArn, parseArn } from "../../../kernel/arn.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { dashboardNotFound, invalidDashboardName } from "../errors.ts";
import { dashboards } from "../keyspaces.ts";
import { DASHBOARD_NAME_CHARACTERS_MAX } from "../limits.ts";
import type { DashboardRecord } from "./dashboard-record.ts";

export function dashboardArn({ account }: { readonly account: string }, name: string): string {
  return formatArn({ service: "cloudwatch", region: "", account, resource: `dashboard/${name}` });
}

/** The name of the dashboard that an ARN of this account is of. */
export function dashboardNameOf(arn: string, { account }: { readonly account: string }): string | undefined {
  const parsed = parseArn(arn);
  const isHere = parsed?.service === "cloudwatch" && parsed.account === account;
  return isHere && parsed.resource.startsWith("dashboard/") ? parsed.resource.slice("dashboard/".length) : undefined;
}

/** @throws ServiceError InvalidParameterValueException */
export function checkDashboardName(name: string): void {
  if (!/^[A-Za-z0-9_-]+$/.test(name) || name.length > DASHBOARD_NAME_CHARACTERS_MAX) throw invalidDashboardName();
}

/** @throws ServiceError DashboardNotFoundError */
export function requireDashboard(at: ReadScope, name: string): DashboardRecord {
  const found = dashboards.get(at.tx, [at.account, name]);
  if (found === undefined) throw dashboardNotFound(name);
  return found;
}
