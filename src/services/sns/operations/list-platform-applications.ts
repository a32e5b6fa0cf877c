/** ListPlatformApplications: an account's apps of push notification services. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { platformApplications } from "../keyspaces.ts";
import { LIST_PAGE_ITEMS } from "../limits.ts";
import { pageOf, positionOf } from "../listing/page.ts";
import { meterPlainRequest } from "../metrics.ts";
import { applicationAttributes } from "../push/application-attributes.ts";
import { platformApplicationArn } from "../push/platform-keys.ts";

export const listPlatformApplications = operation.read(SNS.ListPlatformApplications, {
  honours: ["NextToken"],
  on: (_input, place) => platformApplicationArn({ ...place, platform: "*", application: "*" }),
  run(input, at) {
    const prefix = [at.account, at.region] as const;
    const [platform, application] = positionOf(input.NextToken, 2);
    const isFirst = platform === undefined || application === undefined;
    const rows = platformApplications.range(at.tx, prefix, {
      ...(isFirst ? {} : { after: [...prefix, platform, application] as const }),
      limit: LIST_PAGE_ITEMS + 1,
    });
    const { items, NextToken } = pageOf([...rows], ({ key }) => key.slice(2));
    meterPlainRequest(
      at,
      platformApplicationArn({ account: at.account, region: at.region, platform: "*", application: "*" }),
    );
    return {
      PlatformApplications: items.map(({ value }) => ({
        PlatformApplicationArn: platformApplicationArn(value),
        Attributes: applicationAttributes(value.settings),
      })),
      NextToken,
    };
  },
});
