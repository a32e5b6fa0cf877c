/** What S3 bills: requests in two tiers, and the bytes that are kept, sampled every hour. */
import type { AsyncScope, Remarks } from "../../platform/scope.ts";
import { HOUR_MILLISECONDS, MINUTE_MILLISECONDS } from "../../kernel/durations.ts";
import { bucketArn } from "./bucket/bucket-arn.ts";
import { buckets, tallies } from "./keyspaces.ts";

/** AWS's service code. @see https://aws.amazon.com/s3/pricing/ */
const SERVICE = "AmazonS3";

/** PUT, COPY, POST and LIST are of tier 1, GET and the rest of tier 2; DELETE costs nothing. */
export function meterRequest(at: Remarks, tier: 1 | 2, bucket: string): void {
  at.meter({
    service: SERVICE,
    usageType: `Requests-Tier${tier}`,
    quantity: 1,
    resource: bucketArn({ Bucket: bucket }),
  });
}

/** On each full hour: an hour's worth of the bytes that each bucket holds then. */
export function meterStorage(at: AsyncScope): void {
  if (at.clock.now() % HOUR_MILLISECONDS >= MINUTE_MILLISECONDS) return;
  at.read(({ tx }) => {
    for (const { key, value } of tallies.range(tx, [])) {
      const bucket = buckets.get(tx, key);
      if (bucket === undefined || value.bytes === 0) continue;
      // The bill goes to the owner, wherever the minute's scope happens to be.
      at.within({ account: bucket.account, region: bucket.region }).meter({
        service: SERVICE,
        usageType: "TimedStorage-ByteHrs",
        quantity: value.bytes,
        resource: bucketArn({ Bucket: bucket.name }),
      });
    }
  });
}
