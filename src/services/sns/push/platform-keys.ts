/** Platform applications and endpoints as they are stored, and their ARNs. */
import { formatArn } from "../../../kernel/arn.ts";

/** What names a platform application. */
export interface PlatformApplicationKey {
  readonly account: string;
  readonly region: string;
  /** The push notification service, such as `APNS` or `GCM`. */
  readonly platform: string;
  readonly application: string;
}

export interface StoredPlatformApplication extends PlatformApplicationKey {
  readonly settings: ApplicationSettings;
}

/** No push notification service is ever called, so that of its secrets no more is kept than tells them apart. */
export interface ApplicationSettings {
  readonly principalHash?: string | undefined;
  readonly credentialHash?: string | undefined;
  readonly authenticationMethod?: string | undefined;
  readonly applePlatformTeamId?: string | undefined;
  readonly applePlatformBundleId?: string | undefined;
}

/** What names an endpoint: an app on one device. */
export interface PlatformEndpointKey extends PlatformApplicationKey {
  readonly id: string;
}

export interface StoredPlatformEndpoint extends PlatformEndpointKey {
  readonly settings: EndpointSettings;
}

export interface EndpointSettings {
  readonly token: string;
  readonly enabled: boolean;
  readonly customUserData?: string | undefined;
  /** Of Baidu's devices alone. */
  readonly channelId?: string | undefined;
  readonly userId?: string | undefined;
}

export function platformApplicationArn({ account, region, platform, application }: PlatformApplicationKey): string {
  return formatArn({ service: "sns", region, account, resource: `app/${platform}/${application}` });
}

export function platformEndpointArn({ account, region, platform, application, id }: PlatformEndpointKey): string {
  return formatArn({ service: "sns", region, account, resource: `endpoint/${platform}/${application}/${id}` });
}
