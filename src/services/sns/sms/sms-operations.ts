/** The operations of text messages: opted-out phones, defaults, and the sandbox. */
import { checkIfPhoneNumberIsOptedOut } from "../operations/check-if-phone-number-is-opted-out.ts";
import { createSmsSandboxPhoneNumber } from "../operations/create-sms-sandbox-phone-number.ts";
import { deleteSmsSandboxPhoneNumber } from "../operations/delete-sms-sandbox-phone-number.ts";
import { getSmsAttributes } from "../operations/get-sms-attributes.ts";
import { getSmsSandboxAccountStatus } from "../operations/get-sms-sandbox-account-status.ts";
import { listOriginationNumbers } from "../operations/list-origination-numbers.ts";
import { listPhoneNumbersOptedOut } from "../operations/list-phone-numbers-opted-out.ts";
import { listSmsSandboxPhoneNumbers } from "../operations/list-sms-sandbox-phone-numbers.ts";
import { optInPhoneNumber } from "../operations/opt-in-phone-number.ts";
import { setSmsAttributes } from "../operations/set-sms-attributes.ts";
import { verifySmsSandboxPhoneNumber } from "../operations/verify-sms-sandbox-phone-number.ts";

export const smsOperations = [
  checkIfPhoneNumberIsOptedOut,
  createSmsSandboxPhoneNumber,
  deleteSmsSandboxPhoneNumber,
  getSmsAttributes,
  getSmsSandboxAccountStatus,
  listOriginationNumbers,
  listPhoneNumbersOptedOut,
  listSmsSandboxPhoneNumbers,
  optInPhoneNumber,
  setSmsAttributes,
  verifySmsSandboxPhoneNumber,
] as const;
