/** Finding and storing platform applications and endpoints, with AWS's refusals for ARNs that name none. */
import { createHash } from "node:crypto";
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import {
  invalidParameter,
  invalidParameterReason,
  malformedArn,
  platformApplicationDoesNotExist,
  platformEndpointDoesNotExist,
} from "../errors.ts";
import { platformApplications, platformEndpoints, platformTokens } from "../keyspaces.ts";
import type {
  PlatformApplicationKey,
  PlatformEndpointKey,
  StoredPlatformApplication,
  StoredPlatformEndpoint,
} from "./platform-keys.ts";

/** The application of a request. @throws ServiceError InvalidParameter, NotFound */
export function requireApplication(at: ReadScope, arn: string): StoredPlatformApplication {
  const application = findApplication(at, applicationKey(arn, at.region));
  if (application === undefined) throw platformApplicationDoesNotExist();
  return application;
}

export function findApplication(at: ReadScope, key: PlatformApplicationKey): StoredPlatformApplication | undefined {
  return platformApplications.get(at.tx, [key.account, key.region, key.platform, key.application]);
}

export function putApplication(at: WriteScope, application: StoredPlatformApplication): void {
  const { account, region, platform, application: name } = application;
  platformApplications.put(at.tx, [account, region, platform, name], application);
}

/** Removes an application with its endpoints. */
export function removeApplication(
  at: WriteScope,
  { account, region, platform, application }: PlatformApplicationKey,
): void {
  const prefix = [account, region, platform, application] as const;
  for (const { value } of platformEndpoints.range(at.tx, prefix)) removeEndpoint(at, value);
  platformApplications.delete(at.tx, prefix);
}

/** The endpoint of a request. @throws ServiceError InvalidParameter, NotFound */
export function requireEndpoint(at: ReadScope, arn: string): StoredPlatformEndpoint {
  const endpoint = findEndpoint(at, endpointKey(arn, at.region));
  if (endpoint === undefined) throw platformEndpointDoesNotExist();
  return endpoint;
}

export function findEndpoint(at: ReadScope, key: PlatformEndpointKey): StoredPlatformEndpoint | undefined {
  return platformEndpoints.get(at.tx, [key.account, key.region, key.platform, key.application, key.id]);
}

/** The endpoint of an application that has this token. */
export function findByToken(
  at: ReadScope,
  application: PlatformApplicationKey,
  token: string,
): StoredPlatformEndpoint | undefined {
  const id = platformTokens.get(at.tx, tokenKey(application, token));
  return id === undefined ? undefined : findEndpoint(at, { ...application, id });
}

/** Stores an endpoint, new or changed from `before`. */
export function putEndpoint(at: WriteScope, endpoint: StoredPlatformEndpoint, before?: StoredPlatformEndpoint): void {
  const { account, region, platform, application, id, settings } = endpoint;
  if (before !== undefined) platformTokens.delete(at.tx, tokenKey(before, before.settings.token));
  platformEndpoints.put(at.tx, [account, region, platform, application, id], endpoint);
  platformTokens.put(at.tx, tokenKey(endpoint, settings.token), id);
}

export function removeEndpoint(at: WriteScope, endpoint: StoredPlatformEndpoint): void {
  const { account, region, platform, application, id, settings } = endpoint;
  platformEndpoints.delete(at.tx, [account, region, platform, application, id]);
  platformTokens.delete(at.tx, tokenKey(endpoint, settings.token));
}

/** Reads the ARN of an application. @throws ServiceError InvalidParameter */
export function applicationKey(arn: string, region: string): PlatformApplicationKey {
  const { account, names } = platformArn(arn, region, { parameter: "PlatformApplicationArn", kind: "app", slashes: 2 });
  const [platform = "", application = ""] = names;
  return { account, region, platform, application };
}

/** Reads the ARN of an endpoint. @throws ServiceError InvalidParameter */
export function endpointKey(arn: string, region: string, parameter = "EndpointArn"): PlatformEndpointKey {
  const { account, names } = platformArn(arn, region, { parameter, kind: "endpoint", slashes: 3 });
  const [platform = "", application = "", id = ""] = names;
  if (id.length !== UUID_CHARACTERS) {
    throw invalidParameterReason(
      parameter,
      `ARN specifies an invalid endpointId: UUID must be encoded in exactly ${UUID_CHARACTERS} characters.`,
    );
  }
  return { account, region, platform, application, id };
}

const UUID_CHARACTERS = 36;

interface ArnForm {
  readonly parameter: string;
  readonly kind: "app" | "endpoint";
  readonly slashes: number;
}

function platformArn(
  arn: string,
  region: string,
  { parameter, kind, slashes }: ArnForm,
): { readonly account: string; readonly names: readonly string[] } {
  const parts = arn.split(":");
  if (parts.length < 6) throw malformedArn(parameter, parts.length);
  const [prefix, partition, service, arnRegion, account, resource = ""] = parts;
  const [found, ...names] = resource.split("/");
  if (names.length !== slashes) {
    throw invalidParameterReason(parameter, "Wrong number of slashes in relative portion of the ARN.");
  }
  const isNamed = prefix === "arn" && partition && service === "sns" && arnRegion === region && found === kind;
  if (!isNamed || !account || parts.length > 6) throw invalidParameter(parameter);
  return { account, names };
}

/** Tokens can be longer than a key may be: they are found by their hash. */
function tokenKey(
  { account, region, platform, application }: PlatformApplicationKey,
  token: string,
): readonly [string, string, string, string, string] {
  return [account, region, platform, application, createHash("sha256").update(token).digest("hex")];
}
