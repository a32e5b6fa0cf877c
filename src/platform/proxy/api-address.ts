/** The addresses under which an API answers: a host name of its own, or a path below `/_aws/execute-api/`. */
import { apiKindOf, type ApiKind } from "./api-id.ts";

/** What an address says. */
export interface ApiAddress {
  readonly apiId: string;
  /** The path that the API sees, still percent-encoded: its first segment may be the stage's name. */
  readonly path: string;
  /** True for an address that is a path: there, and only there, `$default` can be written as a stage. */
  readonly isPath: boolean;
  /** What an event calls the domain name: the host without its port, or the API's own host name. */
  readonly domainName: string;
}

const HOST = /^([a-z0-9]{10})\.execute-api\.([a-z0-9.-]+?)(?::\d{1,5})?$/i;
const PATH = /^\/_aws\/execute-api\/([a-z0-9]{10})(?=\/|$)(.*)$/;
/** The form of path that set-ups for other local clouds use for REST APIs. */
const USER_REQUEST_PATH = /^\/restapis\/([a-z0-9]{10})\/([^/]+)\/_user_request_(?=\/|$)(.*)$/;

/** The API of `kind` that a request is addressed to, or undefined when it is not addressed to one. */
export function apiAddress(kind: ApiKind, host: string, path: string): ApiAddress | undefined {
  const address = addressOf(host, path);
  return address !== undefined && apiKindOf(address.apiId) === kind ? address : undefined;
}

function addressOf(host: string, path: string): ApiAddress | undefined {
  const byHost = HOST.exec(host);
  if (byHost !== null) {
    const apiId = (byHost[1] ?? "").toLowerCase();
    return { apiId, path, isPath: false, domainName: `${apiId}.execute-api.${byHost[2] ?? ""}` };
  }
  const byPath = PATH.exec(path);
  if (byPath !== null) {
    const [, apiId = "", rest = ""] = byPath;
    return { apiId, path: rest === "" ? "/" : rest, isPath: true, domainName: localDomainName(apiId) };
  }
  const byUserRequest = USER_REQUEST_PATH.exec(path);
  if (byUserRequest === null) return undefined;
  const [, apiId = "", stage = "", rest = ""] = byUserRequest;
  return { apiId, path: `/${stage}${rest}`, isPath: true, domainName: localDomainName(apiId) };
}

function localDomainName(apiId: string): string {
  return `${apiId}.execute-api.localhost`;
}

/** The URL of an API for a client that reached this server at `endpoint`: same scheme and port, the API's own host name. */
export function apiEndpoint(apiId: string, endpoint: string): string {
  const { protocol, port } = new URL(endpoint);
  return `${protocol}//${localDomainName(apiId)}${port === "" ? "" : `:${port}`}`;
}
