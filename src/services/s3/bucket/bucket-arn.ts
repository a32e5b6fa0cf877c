/** How a bucket and its owner are named. */
import { createHash } from "node:crypto";

/** `arn:aws:s3:::bucket` */
export function bucketArn(input: { readonly Bucket: string }): string {
  return `arn:aws:s3:::${input.Bucket}`;
}

/** The canonical user id of an account: 64 hexadecimal digits, the same wherever the account is shown. */
export function canonicalUserId(account: string): string {
  return createHash("sha256").update(`canonical user of ${account}`).digest("hex");
}
