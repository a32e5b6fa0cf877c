/** Numbers as message attributes: which texts are numbers, and the one spelling in which SQS gives each back. */

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
const DIGITS_MAX = 38;
const EXPONENT_MIN = -128;
const EXPONENT_MAX = 126;

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/**
 * The normal form: no leading zeros, no trailing zeros behind the point, no exponent.
 * @returns undefined for what is no number, has more than 38 digits, or is outside 10^-128 to 10^126
 */
export function normalNumber(text: string): string | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign = "", whole = "", decimals = "", exponentText = "0"] = match;
  if (whole === "" && decimals === "") return undefined;
  const digits = (whole + decimals).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  // The value is 0.significant * 10^point.
  const point = digits.length - decimals.length + Number(exponentText);
  const magnitude = point - 1;
  if (significant.length > DIGITS_MAX || magnitude < EXPONENT_MIN || magnitude > EXPONENT_MAX) return undefined;
  return (sign === "-" ? "-" : "") + withoutExponent(significant, point);
}

function withoutExponent(significant: string, point: number): string {
  if (point <= 0) return `0.${"0".repeat(-point)}${significant}`;
  if (significant.length <= point) return significant.padEnd(point, "0");
  return `${significant.slice(0, point)}.${significant.slice(point)}`;
}
