/** ListTopics: an account's topics in a region, in the order of their names. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { topics } from "../keyspaces.ts";
import { LIST_PAGE_ITEMS } from "../limits.ts";
import { pageOf, positionOf } from "../listing/page.ts";
import { meterPlainRequest } from "../metrics.ts";
import { topicArn } from "../topic/topic.ts";

export const listTopics = operation.read(SNS.ListTopics, {
  honours: ["NextToken"],
  on: (_input, { account, region }) => topicArn({ account, region, name: "*" }),
  run(input, at) {
    const prefix = [at.account, at.region] as const;
    const [name] = positionOf(input.NextToken, 1);
    const rows = topics.range(at.tx, prefix, {
      ...(name === undefined ? {} : { after: [...prefix, name] as const }),
      limit: LIST_PAGE_ITEMS + 1,
    });
    const { items, NextToken } = pageOf([...rows], ({ value }) => [value.name]);
    meterPlainRequest(at, topicArn({ account: at.account, region: at.region, name: "*" }));
    return { Topics: items.map(({ value }) => ({ TopicArn: topicArn(value) })), NextToken };
  },
});
