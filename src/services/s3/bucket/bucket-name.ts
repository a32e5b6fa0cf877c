/** The naming rules of general purpose buckets. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */

const FORM = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
const RESERVED_STARTS = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_ENDS = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

export function isBucketName(name: string): boolean {
  return (
    FORM.test(name) &&
    !name.includes("..") &&
    !IPV4.test(name) &&
    !RESERVED_STARTS.some((start) => name.startsWith(start)) &&
    !RESERVED_ENDS.some((end) => name.endsWith(end))
  );
}
