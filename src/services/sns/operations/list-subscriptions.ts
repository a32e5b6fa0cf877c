/** ListSubscriptions: what an account has subscribed to. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { ownedSubscriptions } from "../keyspaces.ts";
import { LIST_PAGE_ITEMS } from "../limits.ts";
import { pageOf, positionOf } from "../listing/page.ts";
import { asListed } from "../listing/as-listed.ts";
import { meterPlainRequest } from "../metrics.ts";
import { findSubscription } from "../subscription/find-subscription.ts";
import { topicArn } from "../topic/topic.ts";

export const listSubscriptions = operation.read(SNS.ListSubscriptions, {
  honours: ["NextToken"],
  on: (_input, { account, region }) => topicArn({ account, region, name: "*" }),
  run(input, at) {
    const prefix = [at.account, at.region] as const;
    const [account, topic, id] = positionOf(input.NextToken, 3);
    const isFirst = account === undefined || topic === undefined || id === undefined;
    const rows = ownedSubscriptions.keys(at.tx, prefix, {
      ...(isFirst ? {} : { after: [...prefix, account, topic, id] as const }),
      limit: LIST_PAGE_ITEMS + 1,
    });
    const { items, NextToken } = pageOf([...rows], (key) => key.slice(2));
    const found = items.flatMap(([, region, topicAccount, topicName, subscriptionId]) => {
      const key = { account: topicAccount, region, topic: topicName, id: subscriptionId };
      return findSubscription(at, key) ?? [];
    });
    meterPlainRequest(at, topicArn({ account: at.account, region: at.region, name: "*" }));
    return { Subscriptions: found.map(asListed), NextToken };
  },
});
