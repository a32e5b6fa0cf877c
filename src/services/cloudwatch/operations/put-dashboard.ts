/** PutDashboard: makes a dashboard, or gives an existing one a new body. */
import { operation } from "../../../platform/operation.ts";
import { CloudWatch } from "../../../schema/generated/cloudwatch.ts";
import { checkDashboardName, dashboardArn } from "../dashboard/dashboard.ts";
import { checkDashboardBody } from "../dashboard/dashboard-body.ts";
import { dashboards } from "../keyspaces.ts";
import { addedTags } from "../tags.ts";
import { meterRequest } from "../meter-request.ts";

export const putDashboard = operation.write(CloudWatch.PutDashboard, {
  honours: ["DashboardName", "DashboardBody", "Tags"],
  on: (input, place) => dashboardArn(place, input.DashboardName),
  run({ DashboardName: name, DashboardBody: body, Tags }, at) {
    checkDashboardName(name);
    const DashboardValidationMessages = checkDashboardBody(body);
    const found = dashboards.get(at.tx, [at.account, name]);
    // Tags are taken at creation only, as those of alarms are.
    const tags = found?.tags ?? addedTags({}, Tags, at.caller.kind === "service");
    dashboards.put(at.tx, [at.account, name], { body, modifiedAt: at.now, tags });
    meterRequest(at, "CW:Requests");
    return { DashboardValidationMessages };
  },
});
