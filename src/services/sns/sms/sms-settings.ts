/** The account's defaults for text messages: what SetSMSAttributes takes and GetSMSAttributes shows. */
import type { ReadScope } from "../../../platform/scope.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { invalidParameterSentence } from "../errors.ts";
import { smsSettings } from "../keyspaces.ts";
import type { SmsType, StoredSmsSettings } from "./stored-sms-settings.ts";

export function smsSettingsOf(at: ReadScope): StoredSmsSettings {
  return smsSettings.get(at.tx, [at.account, at.region]) ?? {};
}

/** The settings after `attributes` were set; what is empty has its default again. @throws ServiceError InvalidParameter, or 501 for what is not acted upon */
export function changedSmsSettings(
  before: StoredSmsSettings,
  attributes: Readonly<Record<string, string>>,
): StoredSmsSettings {
  const changes = Object.entries(attributes).map(([name, value]) => {
    checkSmsAttributeName(name);
    const setter = SETTERS[name];
    if (setter !== undefined) return setter(value);
    // What nothing here acts upon has its default always.
    if (value !== "") throw notImplemented(`the SMS attribute ${name}`);
    return {};
  });
  return Object.assign({}, before, ...changes);
}

/** The settings as attributes; only what was set is shown. */
export function smsSettingsAsAttributes(settings: StoredSmsSettings): Record<string, string> {
  const { defaultSenderId, defaultSmsType } = settings;
  return {
    ...(defaultSenderId === undefined ? {} : { DefaultSenderID: defaultSenderId }),
    ...(defaultSmsType === undefined ? {} : { DefaultSMSType: defaultSmsType }),
  };
}

/** Recorded: these refusals come without a prefix. @throws ServiceError InvalidParameter */
export function checkSmsAttributeName(name: string): void {
  if (!(name in SETTERS) && !NOT_IMPLEMENTED.has(name)) {
    throw invalidParameterSentence(`${name} is not a valid attribute`);
  }
}

export function isSmsType(text: string): text is SmsType {
  return text === "Promotional" || text === "Transactional";
}

/** https://docs.aws.amazon.com/sns/latest/api/API_SetSMSAttributes.html: 1 to 11 letters and digits, a letter among them. */
export function isSenderId(text: string): boolean {
  return /^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/.test(text);
}

/** Attributes that AWS has and nothing here acts upon: no text message costs anything, and none is reported. */
const NOT_IMPLEMENTED: ReadonlySet<string> = new Set([
  "MonthlySpendLimit",
  "DeliveryStatusIAMRole",
  "DeliveryStatusSuccessSamplingRate",
  "UsageReportS3Bucket",
]);

// Without a prototype, so that an attribute's name finds a setter or nothing.
const SETTERS: Readonly<Record<string, (value: string) => Partial<StoredSmsSettings>>> = Object.assign(
  Object.create(null),
  {
    DefaultSenderID(value: string): Partial<StoredSmsSettings> {
      if (value === "") return { defaultSenderId: undefined };
      if (!isSenderId(value)) throw invalidParameterSentence("DefaultSenderID is invalid");
      return { defaultSenderId: value };
    },
    DefaultSMSType(value: string): Partial<StoredSmsSettings> {
      if (value === "") return { defaultSmsType: undefined };
      if (!isSmsType(value)) throw invalidParameterSentence("DefaultSMSType is invalid");
      return { defaultSmsType: value };
    },
  },
);
