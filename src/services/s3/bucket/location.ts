/** Where buckets may be made: the region of the endpoint, said in the way that S3 wants it said. */
import { illegalLocationConstraint, invalidLocationConstraint } from "../errors.ts";

const REGION_FORM = /^[a-z]{2}(-[a-z]+)+-\d$/;
const HOME = "us-east-1";

/**
 * The constraint to keep for a bucket that is made in `region`.
 * @throws IllegalLocationConstraintException, InvalidLocationConstraint
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
 */
export function checkLocation(constraint: string | undefined, region: string): string | undefined {
  if (!constraint) {
    if (region !== HOME) throw illegalLocationConstraint("unspecified");
    return undefined;
  }
  const named = constraint === "EU" ? "eu-west-1" : constraint;
  if (region === HOME && (named === HOME || !REGION_FORM.test(named))) throw invalidLocationConstraint(constraint);
  if (named !== region) throw illegalLocationConstraint(constraint);
  return constraint;
}

export function isRegion(name: string): boolean {
  return REGION_FORM.test(name);
}
