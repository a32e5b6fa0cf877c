/** What CloudWatch Logs does later, by durable timers, and what it samples. */
import { HOUR_MILLISECONDS } from "../../kernel/durations.ts";
import type { AsyncScope } from "../../platform/scope.ts";
import type { TimerHandler } from "../../platform/timers/timer-handler.ts";
import { runClear } from "./group/clear.ts";
import { groupArn } from "./group/group.ts";
import { runRetention } from "./group/retention.ts";
import { groups, groupTallies } from "./keyspaces.ts";

export const logsTimers: Readonly<Record<string, TimerHandler>> = {
  "logs.clear": runClear,
  "logs.retention": runRetention,
};

/** Once an hour, what is stored is metered: https://aws.amazon.com/cloudwatch/pricing/ */
export function meterStorage(at: AsyncScope): void {
  if (at.clock.now() % HOUR_MILLISECONDS !== 0) return;
  at.read(({ tx }) => {
    for (const { key, value } of groups.range(tx, [])) {
      const [account, region, name] = key;
      const quantity = groupTallies.get(tx, [value.id])?.storedBytes ?? 0;
      if (quantity === 0) continue;
      const resource = groupArn({ account, region }, name);
      at.within({ account, region }).meter({
        service: "AmazonCloudWatch",
        usageType: "TimedStorage-ByteHrs",
        quantity,
        resource,
      });
    }
  });
}
