/** DeleteDashboards: removes dashboards, all or, when one of them is not there, none. */
import { operation } from "../../../platform/operation.ts";
import { CloudWatch } from "../../../schema/generated/cloudwatch.ts";
import { dashboardArn, requireDashboard } from "../dashboard/dashboard.ts";
import { dashboards } from "../keyspaces.ts";
import { meterRequest } from "../meter-request.ts";

export const deleteDashboards = operation.write(CloudWatch.DeleteDashboards, {
  honours: ["DashboardNames"],
  on: (input, place) => dashboardArn(place, input.DashboardNames[0] ?? "*"),
  run({ DashboardNames }, at) {
    for (const name of new Set(DashboardNames)) {
      requireDashboard(at, name);
      dashboards.delete(at.tx, [at.account, name]);
    }
    meterRequest(at, "CW:Requests");
    return {};
  },
});
