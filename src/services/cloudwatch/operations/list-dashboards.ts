/** ListDashboards: the dashboards of an account in the order of their names. */
import { operation } from "../../../platform/operation.ts";
import { CloudWatch, type DashboardEntry } from "../../../schema/generated/cloudwatch.ts";
import { dashboardArn } from "../dashboard/dashboard.ts";
import { dashboards } from "../keyspaces.ts";
import { DASHBOARDS_PAGE } from "../limits.ts";
import { readListToken, writeListToken } from "../list-token.ts";
import { meterRequest } from "../meter-request.ts";

export const listDashboards = operation.read(CloudWatch.ListDashboards, {
  honours: ["DashboardNamePrefix", "NextToken"],
  on: (_input, place) => dashboardArn(place, "*"),
  run({ DashboardNamePrefix: prefix, NextToken: token }, at) {
    meterRequest(at, "CW:Requests");
    const [after] = token === undefined ? [] : readListToken(token, ["string"]);
    const rows = dashboards.range(at.tx, [at.account], {
      ...(prefix === undefined ? {} : { startingWith: prefix }),
      ...(after === undefined ? {} : { after: [at.account, String(after)] as const }),
    });
    const DashboardEntries: DashboardEntry[] = [];
    for (const { key, value } of rows) {
      if (DashboardEntries.length === DASHBOARDS_PAGE) {
        return { DashboardEntries, NextToken: writeListToken([DashboardEntries.at(-1)?.DashboardName ?? ""]) };
      }
      const [, DashboardName] = key;
      const DashboardArn = dashboardArn(at, DashboardName);
      const Size = Buffer.byteLength(value.body, "utf8");
      DashboardEntries.push({ DashboardName, DashboardArn, LastModified: value.modifiedAt, Size });
    }
    return { DashboardEntries };
  },
});
