/** SetSMSAttributes: changes the account's defaults for text messages. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { noAttributes } from "../errors.ts";
import { smsSettings } from "../keyspaces.ts";
import { meterPlainRequest } from "../metrics.ts";
import { changedSmsSettings, smsSettingsOf } from "../sms/sms-settings.ts";

export const setSmsAttributes = operation.write(SNS.SetSMSAttributes, {
  honours: ["attributes"],
  on: () => "*",
  run(input, at) {
    if (Object.keys(input.attributes).length === 0) throw noAttributes();
    smsSettings.put(at.tx, [at.account, at.region], changedSmsSettings(smsSettingsOf(at), input.attributes));
    meterPlainRequest(at, "*");
    return {};
  },
});
