/** PutSubscriptionFilter: from now on, events that a pattern chooses are sent to a function. */
import { operation } from "../../../platform/operation.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { Logs } from "../../../schema/generated/logs.ts";
import { tooManyFilters } from "../errors.ts";
import { parseFilterPattern } from "../filter-pattern/filter-pattern.ts";
import { groupArn, requireGroup } from "../group/group.ts";
import { subscriptionFilters } from "../keyspaces.ts";
import { SUBSCRIPTION_FILTERS_MAX } from "../limits.ts";
import { askDestination, checkDestination } from "../subscription/destination.ts";
import { subscriptionsOf } from "../subscription/subscription-store.ts";

export const putSubscriptionFilter = operation.stream(Logs.PutSubscriptionFilter, {
  honours: ["logGroupName", "filterName", "filterPattern", "destinationArn", "roleArn", "distribution"],
  on: (input, place) => groupArn(place, input.logGroupName),
  async run(input, at) {
    const { logGroupName, filterName, filterPattern, destinationArn } = input;
    // It spreads events over the shards of a stream in Kinesis, which is no destination here.
    if (input.distribution === "Random") throw notImplemented("the distribution Random of subscription filters");
    at.read((read) => requireGroup(read, logGroupName));
    parseFilterPattern(filterPattern);
    checkDestination(input, at);
    await askDestination(logGroupName, destinationArn, at);
    return at.write((write) => {
      const { id } = requireGroup(write, logGroupName);
      const others = subscriptionsOf(write, id).filter((each) => each.name !== filterName);
      if (others.length >= SUBSCRIPTION_FILTERS_MAX) throw tooManyFilters();
      const createdAt = subscriptionFilters.get(write.tx, [id, filterName])?.createdAt ?? write.now;
      subscriptionFilters.put(write.tx, [id, filterName], { filterPattern, destinationArn, createdAt });
      return {};
    });
  },
});
