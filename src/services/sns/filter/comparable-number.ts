/** Numbers as filter policies compare them. */

/** Beyond this the digits after the point are not AWS's to compare, and multiplying would lose those before it. */
const ACCURATE_UP_TO = 1_000_000_000;
const FIVE_DIGITS = 100_000;

/**
 * The number with five digits after the point, which is how accurately values are compared.
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
export function comparableNumber(value: number): number {
  if (Number.isInteger(value) || Math.abs(value) > ACCURATE_UP_TO) return value;
  return Math.round(value * FIVE_DIGITS) / FIVE_DIGITS;
}
