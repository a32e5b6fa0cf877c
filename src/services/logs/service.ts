/** Amazon CloudWatch Logs: the tables behind its one door. */
import { defineService } from "../../platform/service.ts";
import { Logs } from "../../schema/generated/logs.ts";
import { logsTimers, meterStorage } from "./jobs.ts";
import { createLogGroup } from "./operations/create-log-group.ts";
import { createLogStream } from "./operations/create-log-stream.ts";
import { deleteLogGroup } from "./operations/delete-log-group.ts";
import { deleteLogStream } from "./operations/delete-log-stream.ts";
import { deleteRetentionPolicy } from "./operations/delete-retention-policy.ts";
import { deleteSubscriptionFilter } from "./operations/delete-subscription-filter.ts";
import { describeLogGroups } from "./operations/describe-log-groups.ts";
import { describeLogStreams } from "./operations/describe-log-streams.ts";
import { describeSubscriptionFilters } from "./operations/describe-subscription-filters.ts";
import { filterLogEvents } from "./operations/filter-log-events.ts";
import { getLogEvents } from "./operations/get-log-events.ts";
import { listTagsForResource } from "./operations/list-tags-for-resource.ts";
import { putLogEvents } from "./operations/put-log-events.ts";
import { putRetentionPolicy } from "./operations/put-retention-policy.ts";
import { putSubscriptionFilter } from "./operations/put-subscription-filter.ts";
import { tagResource } from "./operations/tag-resource.ts";
import { untagResource } from "./operations/untag-resource.ts";
import { refuse } from "./refuse.ts";
import { logGroupResource, logStreamResource } from "./resources.ts";
import { subscriptionFilterResource } from "./subscription-filter-resource.ts";
import { FORWARD, forwardEvents } from "./subscription/forward.ts";
import { unsupported } from "./unsupported.ts";

export const logs = defineService({
  model: Logs.model,
  operations: [
    createLogGroup,
    createLogStream,
    deleteLogGroup,
    deleteLogStream,
    deleteRetentionPolicy,
    deleteSubscriptionFilter,
    describeLogGroups,
    describeLogStreams,
    describeSubscriptionFilters,
    filterLogEvents,
    getLogEvents,
    listTagsForResource,
    putLogEvents,
    putRetentionPolicy,
    putSubscriptionFilter,
    tagResource,
    untagResource,
  ],
  unsupported,
  refuse,
  effects: { [FORWARD]: forwardEvents },
  timers: logsTimers,
  minutely: meterStorage,
  resources: [logGroupResource, logStreamResource, subscriptionFilterResource],
});
