/** Making an endpoint, or finding the one that the same token has. */
import { uuid } from "../../../kernel/random.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import type { CreatePlatformEndpointInput } from "../../../schema/generated/sns.ts";
import { invalidAttribute, invalidParameterReason, tokenIsTaken } from "../errors.ts";
import { CUSTOM_USER_DATA_BYTES_MAX } from "../limits.ts";
import { changedEndpointSettings, isUserDataTooLong, storedToken } from "./endpoint-attributes.ts";
import { findByToken, putEndpoint } from "./find-platform.ts";
import {
  type EndpointSettings,
  platformEndpointArn,
  type StoredPlatformApplication,
  type StoredPlatformEndpoint,
} from "./platform-keys.ts";

/** @throws ServiceError InvalidParameter */
export function createEndpoint(
  at: WriteScope,
  { account, region, platform, application }: StoredPlatformApplication,
  input: CreatePlatformEndpointInput,
): StoredPlatformEndpoint {
  const settings = wantedSettings(platform, input);
  const key = { account, region, platform, application };
  const existing = findByToken(at, key, settings.token);
  if (existing !== undefined) {
    if (!isTheSame(existing.settings, settings, input)) throw tokenIsTaken(platformEndpointArn(existing));
    return existing;
  }
  const endpoint = { ...key, id: uuid(at.random), settings };
  putEndpoint(at, endpoint);
  return endpoint;
}

function wantedSettings(platform: string, input: CreatePlatformEndpointInput): EndpointSettings {
  const { Token, CustomUserData, Attributes = {} } = input;
  if (Token === "") throw invalidParameterReason("Token", "cannot be empty");
  if (CustomUserData !== undefined && isUserDataTooLong(CustomUserData)) {
    throw invalidParameterReason(
      "CustomUserData",
      `must be at most ${CUSTOM_USER_DATA_BYTES_MAX} bytes long in UTF-8 encoding`,
    );
  }
  const given = { token: storedToken(Token, platform), enabled: true, customUserData: CustomUserData };
  const settings = changedEndpointSettings(given, Attributes, platform);
  // https://docs.aws.amazon.com/sns/latest/api/API_CreatePlatformEndpoint.html: what Baidu's devices are known by.
  if (platform === "BAIDU" && (!settings.channelId || !settings.userId || settings.channelId !== settings.token)) {
    throw invalidAttribute("ChannelId and UserId must be provided, and the Token must be the ChannelId");
  }
  return settings;
}

/**
 * Whether a request asks for the endpoint that is there. One that is disabled stays so unless the request speaks of it.
 * https://docs.aws.amazon.com/sns/latest/dg/mobile-platform-endpoint.html
 */
function isTheSame(
  existing: EndpointSettings,
  wanted: EndpointSettings,
  { Attributes = {} }: CreatePlatformEndpointInput,
): boolean {
  return (
    (Attributes.Enabled === undefined || existing.enabled === wanted.enabled) &&
    (existing.customUserData ?? "") === (wanted.customUserData ?? "") &&
    existing.channelId === wanted.channelId &&
    existing.userId === wanted.userId
  );
}
