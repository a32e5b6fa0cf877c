/** Phone numbers in the form E.164: a plus, a country's calling code and the rest, 15 digits at most. */

/** https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html */
export function isPhoneNumber(text: string): boolean {
  return /^\+[1-9]\d{1,14}$/.test(text);
}
