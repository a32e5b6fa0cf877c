/** Phones whose owners want no text messages, and how they want them again. */
import { DAY_MILLISECONDS } from "../../../kernel/durations.ts";
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { invalidParameterReason } from "../errors.ts";
import { optedInNumbers, optedOutNumbers } from "../keyspaces.ts";
import { OPT_IN_DAYS } from "../limits.ts";
import { isPhoneNumber } from "./phone-number.ts";

export function isOptedOut(at: ReadScope, phoneNumber: string): boolean {
  return optedOutNumbers.has(at.tx, [at.account, at.region, phoneNumber]);
}

/** What the owner of a phone does by answering STOP. */
export function optOut(at: WriteScope, phoneNumber: string): void {
  optedOutNumbers.put(at.tx, [at.account, at.region, phoneNumber], null);
}

/**
 * Takes a number off the list, which AWS allows once in 30 days.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_OptInPhoneNumber.html
 * @throws ServiceError InvalidParameter when that was too short a time ago
 */
export function optIn(at: WriteScope, phoneNumber: string): void {
  if (!isOptedOut(at, phoneNumber)) return;
  const key = [at.account, at.region, phoneNumber] as const;
  const before = optedInNumbers.get(at.tx, key);
  if (before !== undefined && at.now < before + OPT_IN_DAYS * DAY_MILLISECONDS) {
    throw invalidParameterReason("PhoneNumber", `${phoneNumber} can be opted in only once every ${OPT_IN_DAYS} days`);
  }
  optedOutNumbers.delete(at.tx, key);
  optedInNumbers.put(at.tx, key, at.now);
}

/** A phone number of a request about consent. @throws ServiceError InvalidParameter */
export function checkedPhoneNumber(phoneNumber: string): string {
  if (isPhoneNumber(phoneNumber)) return phoneNumber;
  throw invalidParameterReason("PhoneNumber", `${phoneNumber} does not meet the E164 format`);
}
