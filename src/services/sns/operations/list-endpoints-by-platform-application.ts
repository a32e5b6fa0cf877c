/** ListEndpointsByPlatformApplication: the devices of an app. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { platformEndpoints } from "../keyspaces.ts";
import { LIST_PAGE_ITEMS } from "../limits.ts";
import { pageOf, positionOf } from "../listing/page.ts";
import { meterPlainRequest } from "../metrics.ts";
import { endpointAttributes } from "../push/endpoint-attributes.ts";
import { requireApplication } from "../push/find-platform.ts";
import { platformEndpointArn } from "../push/platform-keys.ts";

export const listEndpointsByPlatformApplication = operation.read(SNS.ListEndpointsByPlatformApplication, {
  honours: ["PlatformApplicationArn", "NextToken"],
  on: (input) => input.PlatformApplicationArn,
  run(input, at) {
    const { account, region, platform, application } = requireApplication(at, input.PlatformApplicationArn);
    const prefix = [account, region, platform, application] as const;
    const [id] = positionOf(input.NextToken, 1);
    const rows = platformEndpoints.range(at.tx, prefix, {
      ...(id === undefined ? {} : { after: [...prefix, id] as const }),
      limit: LIST_PAGE_ITEMS + 1,
    });
    const { items, NextToken } = pageOf([...rows], ({ value }) => [value.id]);
    meterPlainRequest(at, input.PlatformApplicationArn);
    return {
      Endpoints: items.map(({ value }) => ({
        EndpointArn: platformEndpointArn(value),
        Attributes: endpointAttributes(value.settings),
      })),
      NextToken,
    };
  },
});
