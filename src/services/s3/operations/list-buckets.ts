/** ListBuckets: the caller's own, in the order of their names. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import type { Bucket } from "../../../schema/generated/s3.ts";
import { bucketArn, canonicalUserId } from "../bucket/bucket-arn.ts";
import { isRegion } from "../bucket/location.ts";
import { invalidArgument } from "../errors.ts";
import { accountBuckets, buckets } from "../keyspaces.ts";
import { BUCKETS_PAGE_MAXIMUM } from "../limits.ts";
import { readToken, writeToken } from "../listing/continuation-token.ts";
import { meterRequest } from "../metering.ts";
import { wellFormed } from "../object/object-key.ts";

export const listBuckets = operation.read(S3.ListBuckets, {
  honours: ["MaxBuckets", "Prefix", "BucketRegion", "ContinuationToken"],
  on: () => "arn:aws:s3:::*",
  run(input, at) {
    meterRequest(at, 1, "*");
    const { MaxBuckets: asked = BUCKETS_PAGE_MAXIMUM, Prefix: prefix, BucketRegion: region } = input;
    if (region !== undefined && !isRegion(region)) {
      throw invalidArgument(`Argument value ${region} is not a valid AWS Region`, "bucket-region", region);
    }
    const isPaged = Object.values(input).some((value) => value !== undefined);
    const found: Bucket[] = [];
    let next: string | undefined;
    const after = input.ContinuationToken === undefined ? undefined : readToken(input.ContinuationToken);
    for (const { key, value } of accountBuckets.range(at.tx, [at.account], {
      startingWith: wellFormed(prefix ?? ""),
      ...(after?.kind === "key" ? { after: [at.account, after.key] as const } : {}),
    })) {
      if (region !== undefined && value.region !== region) continue;
      if (found.length >= Math.min(asked, BUCKETS_PAGE_MAXIMUM)) {
        const last = found.at(-1)?.Name ?? "";
        next = writeToken({ kind: "key", key: last });
        break;
      }
      const name = key[1];
      found.push({
        Name: name,
        CreationDate: buckets.get(at.tx, [name])?.createdAt,
        BucketArn: bucketArn({ Bucket: name }),
        BucketRegion: isPaged ? value.region : undefined,
      });
    }
    const owner = { ID: canonicalUserId(at.account) };
    return { Buckets: found, Owner: owner, ContinuationToken: next, Prefix: isPaged ? prefix : undefined };
  },
});
