/**
 * Attributes of platform endpoints: from AWS's strings to settings and back.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_SetEndpointAttributes.html
 */
import { invalidAttribute } from "../errors.ts";
import { CUSTOM_USER_DATA_BYTES_MAX } from "../limits.ts";
import { isApple } from "./application-attributes.ts";
import type { EndpointSettings } from "./platform-keys.ts";

/** The settings after attributes were set. @throws ServiceError InvalidParameter */
export function changedEndpointSettings(
  before: EndpointSettings,
  attributes: Readonly<Record<string, string>>,
  platform: string,
): EndpointSettings {
  const changes = Object.entries(attributes).map(([name, value]): Partial<EndpointSettings> => {
    switch (name) {
      case "Token":
        if (value === "") throw invalidAttribute("Invalid value for attribute: Token: cannot be empty");
        return { token: storedToken(value, platform) };
      case "Enabled":
        return { enabled: checkedFlag(value) };
      case "CustomUserData":
        checkUserData(value);
        return { customUserData: value };
      default:
        return baiduSetting(name, value, platform);
    }
  });
  return Object.assign({}, before, ...changes);
}

/** What is shown of an endpoint. */
export function endpointAttributes({ token, enabled, ...rest }: EndpointSettings): Record<string, string> {
  return {
    Enabled: String(enabled),
    Token: token,
    ...(rest.customUserData === undefined ? {} : { CustomUserData: rest.customUserData }),
    ...(rest.channelId === undefined ? {} : { ChannelId: rest.channelId }),
    ...(rest.userId === undefined ? {} : { UserId: rest.userId }),
  };
}

/** Apple's tokens are shown in lower case: https://docs.aws.amazon.com/sns/latest/api/API_GetEndpointAttributes.html */
export function storedToken(token: string, platform: string): string {
  return isApple(platform) ? token.toLowerCase() : token;
}

export function isUserDataTooLong(data: string): boolean {
  return Buffer.byteLength(data) > CUSTOM_USER_DATA_BYTES_MAX;
}

function checkUserData(data: string): void {
  if (!isUserDataTooLong(data)) return;
  const bound = `must be at most ${CUSTOM_USER_DATA_BYTES_MAX} bytes long in UTF-8 encoding`;
  throw invalidAttribute(`Invalid value for attribute: CustomUserData: ${bound}`);
}

function checkedFlag(value: string): boolean {
  const lower = value.toLowerCase();
  if (lower === "true" || lower === "false") return lower === "true";
  throw invalidAttribute("Invalid value for attribute: Enabled: must be true or false");
}

function baiduSetting(name: string, value: string, platform: string): Partial<EndpointSettings> {
  if (platform === "BAIDU" && name === "ChannelId") return { channelId: value };
  if (platform === "BAIDU" && name === "UserId") return { userId: value };
  throw invalidAttribute(`Invalid attribute name: ${name}`);
}
