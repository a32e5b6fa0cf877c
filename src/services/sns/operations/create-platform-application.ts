/** CreatePlatformApplication: an app of a push notification service, or the one that is there when it is no other. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { invalidAttribute, invalidParameterReason } from "../errors.ts";
import { PLATFORM_APPLICATION_NAME_CHARACTERS_MAX } from "../limits.ts";
import { meterPlainRequest } from "../metrics.ts";
import { changedApplicationSettings, PLATFORMS } from "../push/application-attributes.ts";
import { findApplication, putApplication } from "../push/find-platform.ts";
import { type ApplicationSettings, platformApplicationArn } from "../push/platform-keys.ts";

export const createPlatformApplication = operation.write(SNS.CreatePlatformApplication, {
  honours: ["Name", "Platform", "Attributes"],
  on: ({ Platform: platform, Name: application }, place) => platformApplicationArn({ ...place, platform, application }),
  run(input, at) {
    const { Name: application, Platform: platform, Attributes } = input;
    checkName(application);
    if (!PLATFORMS.has(platform)) throw invalidParameterReason("Platform", `${platform} is not supported`);
    const settings = changedApplicationSettings({}, Attributes, platform);
    if (settings.credentialHash === undefined) throw invalidAttribute("PlatformCredential attribute is required");
    const key = { account: at.account, region: at.region, platform, application };
    const PlatformApplicationArn = platformApplicationArn(key);
    const existing = findApplication(at, key);
    if (existing === undefined) putApplication(at, { ...key, settings });
    else if (!isTheSame(existing.settings, settings)) {
      const sentence = "An application with the same name but different properties already exists";
      throw invalidParameterReason("Name", sentence);
    }
    meterPlainRequest(at, PlatformApplicationArn);
    return { PlatformApplicationArn };
  },
});

/** Recorded: the refused name stands where others name the parameter. */
function checkName(name: string): void {
  if (name === "") throw invalidParameterReason(name, "cannot be empty");
  if (name.length > PLATFORM_APPLICATION_NAME_CHARACTERS_MAX) {
    const bound = `must be at most ${PLATFORM_APPLICATION_NAME_CHARACTERS_MAX} characters long`;
    throw invalidParameterReason(name, bound);
  }
  if (!/^[A-Za-z0-9_.-]+$/.test(name)) {
    throw invalidParameterReason(name, "must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'");
  }
}

function isTheSame(one: ApplicationSettings, other: ApplicationSettings): boolean {
  return (
    one.credentialHash === other.credentialHash &&
    one.principalHash === other.principalHash &&
    one.applePlatformTeamId === other.applePlatformTeamId &&
    one.applePlatformBundleId === other.applePlatformBundleId
  );
}
