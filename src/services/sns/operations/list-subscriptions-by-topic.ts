/** ListSubscriptionsByTopic: the subscriptions of one topic, whoever owns them. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { subscriptions } from "../keyspaces.ts";
import { LIST_PAGE_ITEMS } from "../limits.ts";
import { pageOf, positionOf } from "../listing/page.ts";
import { asListed } from "../listing/as-listed.ts";
import { meterRequest } from "../metrics.ts";
import { requireTopic } from "../topic/find-topic.ts";

export const listSubscriptionsByTopic = operation.read(SNS.ListSubscriptionsByTopic, {
  honours: ["TopicArn", "NextToken"],
  on: (input) => input.TopicArn,
  run(input, at) {
    const topic = requireTopic(at, input.TopicArn);
    const { account, region, name } = topic;
    const prefix = [account, region, name] as const;
    const [id] = positionOf(input.NextToken, 1);
    const rows = subscriptions.range(at.tx, prefix, {
      ...(id === undefined ? {} : { after: [...prefix, id] as const }),
      limit: LIST_PAGE_ITEMS + 1,
    });
    const { items, NextToken } = pageOf([...rows], ({ value }) => [value.id]);
    meterRequest(at, topic);
    return { Subscriptions: items.map(({ value }) => asListed(value)), NextToken };
  },
});
