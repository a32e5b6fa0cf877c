/** The addresses of function URLs: a host name of their own, or a path below `/_aws/lambda-url/`. */
import { text, type Random } from "../../../kernel/random.ts";
import { URL_ID_CHARACTERS } from "../limits.ts";

/** What an address says. */
export interface UrlAddress {
  readonly urlId: string;
  /** The path that the function sees, still percent-encoded. */
  readonly path: string;
  /** What an event calls the domain name: the host without its port; undefined where the address is a path. */
  readonly domainName: string | undefined;
}

const HOST = /^([a-z0-9]{32})\.(lambda-url\.[a-z0-9.-]+?)(?::\d{1,5})?$/i;
const PATH = /^\/_aws\/lambda-url\/([a-z0-9]{32})(?=\/|$)(.*)$/s;

/** The function URL that a request is addressed to, or undefined when it is not addressed to one. */
export function urlAddress(host: string, path: string): UrlAddress | undefined {
  const byHost = HOST.exec(host);
  if (byHost !== null) {
    const urlId = (byHost[1] ?? "").toLowerCase();
    return { urlId, path, domainName: `${urlId}.${byHost[2] ?? ""}` };
  }
  const byPath = PATH.exec(path);
  if (byPath === null) return undefined;
  const [, urlId = "", rest = ""] = byPath;
  return { urlId, path: rest === "" ? "/" : rest, domainName: undefined };
}

export function newUrlId(random: Random): string {
  return text(random, URL_ID_CHARACTERS, "abcdefghijklmnopqrstuvwxyz0123456789");
}

/** The host name of a function URL on this machine. */
export function urlDomainName({ urlId, region }: { readonly urlId: string; readonly region: string }): string {
  return `${urlId}.lambda-url.${region}.localhost`;
}

/** The URL for a client that reached this server at `endpoint`: the same scheme and port. */
export function localUrl(of: { readonly urlId: string; readonly region: string }, endpoint: string): string {
  const { protocol, port } = new URL(endpoint);
  return `${protocol}//${urlDomainName(of)}${port === "" ? "" : `:${port}`}/`;
}
