/** GetDashboard: a dashboard's body, as it was put. */
import { operation } from "../../../platform/operation.ts";
import { CloudWatch } from "../../../schema/generated/cloudwatch.ts";
import { dashboardArn, requireDashboard } from "../dashboard/dashboard.ts";
import { meterRequest } from "../meter-request.ts";

export const getDashboard = operation.read(CloudWatch.GetDashboard, {
  honours: ["DashboardName"],
  on: (input, place) => dashboardArn(place, input.DashboardName),
  run({ DashboardName }, at) {
    const { body } = requireDashboard(at, DashboardName);
    meterRequest(at, "CW:Requests");
    return { DashboardArn: dashboardArn(at, DashboardName), DashboardBody: body, DashboardName };
  },
});
