/**
 * Phones that an account in the SMS sandbox may write to, once they have been verified.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html
 */
import { text, uuid } from "../../../kernel/random.ts";
import { DAY_MILLISECONDS } from "../../../kernel/durations.ts";
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import {
  oneTimePasswordIsWrong,
  phoneNumberIsOptedOut,
  resourceDoesNotExist,
  sandboxRefusal,
  tooManyOneTimePasswords,
} from "../errors.ts";
import { sandboxNumbers } from "../keyspaces.ts";
import { ONE_TIME_PASSWORD_DIGITS, ONE_TIME_PASSWORDS_PER_DAY_MAX, SANDBOX_NUMBERS_MAX } from "../limits.ts";
import { capture } from "../outbox/capture.ts";
import { isOptedOut } from "./opted-out.ts";
import type { StoredSandboxNumber } from "./stored-sandbox-number.ts";

/** Sends a one-time password to a phone, new or still pending. @throws ServiceError */
export function sendOneTimePassword(at: WriteScope, phoneNumber: string): void {
  if (isOptedOut(at, phoneNumber)) throw phoneNumberIsOptedOut();
  const existing = sandboxNumbers.get(at.tx, [at.account, at.region, phoneNumber]);
  if (existing?.status === "Verified") throw sandboxRefusal("The phone number is verified already.");
  if (existing === undefined && countOf(at) >= SANDBOX_NUMBERS_MAX) {
    throw sandboxRefusal(`The SMS sandbox has no more than ${SANDBOX_NUMBERS_MAX} destination phone numbers.`);
  }
  const recent = (existing?.sentAt ?? []).filter((sentAt) => sentAt + DAY_MILLISECONDS > at.now);
  if (recent.length >= ONE_TIME_PASSWORDS_PER_DAY_MAX) throw tooManyOneTimePasswords();
  const oneTimePassword = text(at.random, ONE_TIME_PASSWORD_DIGITS, "0123456789");
  put(at, phoneNumber, { status: "Pending", oneTimePassword, sentAt: [...recent, at.now] });
  capture(at, {
    kind: "one-time-password",
    protocol: "sms",
    to: phoneNumber,
    body: `Your verification code for Amazon SNS is ${oneTimePassword}.`,
    messageId: uuid(at.random),
    details: { OneTimePassword: oneTimePassword },
    cause: at.cause,
  });
}

/** Verifies a phone by the password that it was sent last, which holds for a day. @throws ServiceError */
export function verifySandboxNumber(at: WriteScope, phoneNumber: string, oneTimePassword: string): void {
  const number = requireNumber(at, phoneNumber);
  const isFresh = (number.sentAt.at(-1) ?? 0) + DAY_MILLISECONDS > at.now;
  if (!isFresh || number.oneTimePassword !== oneTimePassword) throw oneTimePasswordIsWrong();
  put(at, phoneNumber, { ...number, status: "Verified", verifiedAt: number.verifiedAt ?? at.now });
}

/** Removes a phone, a day after it was verified or last sent a password at the earliest. @throws ServiceError */
export function removeSandboxNumber(at: WriteScope, phoneNumber: string): void {
  const number = requireNumber(at, phoneNumber);
  const since = number.verifiedAt ?? number.sentAt.at(-1) ?? 0;
  if (at.now < since + DAY_MILLISECONDS) {
    throw sandboxRefusal("A phone number can be deleted 24 hours after it was verified or last sent a password.");
  }
  sandboxNumbers.delete(at.tx, [at.account, at.region, phoneNumber]);
}

function requireNumber(at: ReadScope, phoneNumber: string): StoredSandboxNumber {
  const number = sandboxNumbers.get(at.tx, [at.account, at.region, phoneNumber]);
  if (number === undefined) throw resourceDoesNotExist();
  return number;
}

function put(at: WriteScope, phoneNumber: string, number: StoredSandboxNumber): void {
  sandboxNumbers.put(at.tx, [at.account, at.region, phoneNumber], number);
}

function countOf(at: ReadScope): number {
  return [...sandboxNumbers.keys(at.tx, [at.account, at.region], { limit: SANDBOX_NUMBERS_MAX })].length;
}
