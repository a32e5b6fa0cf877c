/** GetSMSAttributes: the account's defaults for text messages, all of them or those that are named. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterPlainRequest } from "../metrics.ts";
import { checkSmsAttributeName, smsSettingsAsAttributes, smsSettingsOf } from "../sms/sms-settings.ts";

export const getSmsAttributes = operation.read(SNS.GetSMSAttributes, {
  honours: ["attributes"],
  on: () => "*",
  run(input, at) {
    const names = input.attributes ?? [];
    for (const name of names) checkSmsAttributeName(name);
    const shown = Object.entries(smsSettingsAsAttributes(smsSettingsOf(at)));
    meterPlainRequest(at, "*");
    return { attributes: Object.fromEntries(shown.filter(([name]) => names.length === 0 || names.includes(name))) };
  },
});
