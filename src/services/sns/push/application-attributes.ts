/**
 * Attributes of platform applications: from AWS's strings to settings and back.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_SetPlatformApplicationAttributes.html
 */
import { createHash } from "node:crypto";
import { notImplemented } from "../../../platform/service-error.ts";
import { invalidAttribute, noAttributes } from "../errors.ts";
import type { ApplicationSettings } from "./platform-keys.ts";

/** The push notification services that AWS has or had, and whether their credentials have a principal. */
export const PLATFORMS: ReadonlyMap<string, { readonly hasPrincipal: boolean }> = new Map([
  ["ADM", { hasPrincipal: true }],
  ["APNS", { hasPrincipal: true }],
  ["APNS_SANDBOX", { hasPrincipal: true }],
  ["APNS_VOIP", { hasPrincipal: true }],
  ["APNS_VOIP_SANDBOX", { hasPrincipal: true }],
  ["MACOS", { hasPrincipal: true }],
  ["MACOS_SANDBOX", { hasPrincipal: true }],
  ["BAIDU", { hasPrincipal: true }],
  ["GCM", { hasPrincipal: false }],
  ["MPNS", { hasPrincipal: true }],
  ["WNS", { hasPrincipal: true }],
]);

export function isApple(platform: string): boolean {
  return platform.startsWith("APNS") || platform.startsWith("MACOS");
}

/** The settings after attributes were set. @throws ServiceError InvalidParameter, or 501 for what is not acted upon */
export function changedApplicationSettings(
  before: ApplicationSettings,
  attributes: Readonly<Record<string, string>>,
  platform: string,
): ApplicationSettings {
  if (Object.keys(attributes).length === 0) throw noAttributes();
  checkCredentials(attributes, platform);
  for (const name of Object.keys(attributes)) checkName(name, platform);
  const { PlatformCredential, PlatformPrincipal, ApplePlatformTeamID, ApplePlatformBundleID } = attributes;
  const after: ApplicationSettings = {
    ...before,
    ...(PlatformCredential === undefined ? {} : { credentialHash: hashOf(PlatformCredential) }),
    ...(PlatformPrincipal === undefined ? {} : { principalHash: hashOf(PlatformPrincipal) }),
    ...(ApplePlatformTeamID === undefined ? {} : { applePlatformTeamId: ApplePlatformTeamID }),
    ...(ApplePlatformBundleID === undefined ? {} : { applePlatformBundleId: ApplePlatformBundleID }),
  };
  const method = authenticationMethod(platform, after, PlatformCredential);
  return method === undefined ? after : { ...after, authenticationMethod: method };
}

/** What is shown of an application: never its secrets. */
export function applicationAttributes(settings: ApplicationSettings): Record<string, string> {
  const { authenticationMethod: method, applePlatformTeamId, applePlatformBundleId } = settings;
  return {
    Enabled: "true",
    ...(method === undefined ? {} : { AuthenticationMethod: method }),
    ...(applePlatformTeamId === undefined ? {} : { ApplePlatformTeamID: applePlatformTeamId }),
    ...(applePlatformBundleId === undefined ? {} : { ApplePlatformBundleID: applePlatformBundleId }),
  };
}

/** Attributes that AWS has and nothing here acts upon: events of endpoints, and logs of deliveries. */
const NOT_IMPLEMENTED =
  /^(?:Event(?:EndpointCreated|EndpointDeleted|EndpointUpdated|DeliveryFailure)|(?:Success|Failure)Feedback(?:RoleArn|SampleRate))$/;

function checkName(name: string, platform: string): void {
  if (NOT_IMPLEMENTED.test(name)) throw notImplemented(`the platform application attribute ${name}`);
  const isKnown =
    name === "PlatformCredential" ||
    (name === "PlatformPrincipal" && PLATFORMS.get(platform)?.hasPrincipal === true) ||
    ((name === "ApplePlatformTeamID" || name === "ApplePlatformBundleID") && isApple(platform));
  if (!isKnown) throw invalidAttribute(`Invalid attribute name: ${name}`);
}

function checkCredentials(attributes: Readonly<Record<string, string>>, platform: string): void {
  const { PlatformCredential: credential, PlatformPrincipal: principal } = attributes;
  if (credential === "") throw invalidAttribute("Invalid value for attribute: PlatformCredential: cannot be empty");
  if (principal === "") throw invalidAttribute("Invalid value for attribute: PlatformPrincipal: cannot be empty");
  if (principal !== undefined && credential === undefined) {
    throw invalidAttribute("PlatformPrincipal attribute provided without PlatformCredential");
  }
  if (credential !== undefined && principal === undefined && PLATFORMS.get(platform)?.hasPrincipal === true) {
    throw invalidAttribute("PlatformCredential attribute provided without PlatformPrincipal");
  }
}

/** https://docs.aws.amazon.com/sns/latest/api/API_GetPlatformApplicationAttributes.html */
function authenticationMethod(
  platform: string,
  settings: ApplicationSettings,
  credential: string | undefined,
): string | undefined {
  if (isApple(platform)) return settings.applePlatformTeamId === undefined ? "certificate" : "token";
  if (platform !== "GCM" || credential === undefined) return undefined;
  return credential.trimStart().startsWith("{") ? "token" : "key";
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
