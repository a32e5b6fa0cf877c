/** What can have tags: alarms and dashboards, by their ARNs. */
import type { ReadScope, WriteScope } from "../../platform/scope.ts";
import { alarmNameOf, findAlarm, putAlarm } from "./alarm/alarm.ts";
import { dashboardNameOf } from "./dashboard/dashboard.ts";
import { resourceNotFound } from "./errors.ts";
import { dashboards } from "./keyspaces.ts";
import type { Tags } from "./tags.ts";

/** The tags of a resource. @throws ServiceError ResourceNotFoundException */
export function tagsOfResource(at: ReadScope, arn: string): Tags {
  const alarmName = alarmNameOf(arn, at);
  const alarm = alarmName === undefined ? undefined : findAlarm(at, alarmName);
  if (alarm !== undefined) return alarm.tags;
  const dashboardName = dashboardNameOf(arn, at);
  const dashboard = dashboardName === undefined ? undefined : dashboards.get(at.tx, [at.account, dashboardName]);
  if (dashboard === undefined) throw resourceNotFound("resource", arn);
  return dashboard.tags;
}

/** Gives a resource, whose present tags were just read, these tags. */
export function putTagsOfResource(at: WriteScope, arn: string, tags: Tags): void {
  const alarmName = alarmNameOf(arn, at);
  const alarm = alarmName === undefined ? undefined : findAlarm(at, alarmName);
  if (alarm !== undefined) return putAlarm(at, { ...alarm, tags });
  const key = [at.account, dashboardNameOf(arn, at) ?? ""] as const;
  const dashboard = dashboards.get(at.tx, key);
  if (dashboard !== undefined) dashboards.put(at.tx, key, { ...dashboard, tags });
}
