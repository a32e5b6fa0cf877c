/**
 * Who may talk to a server on the loopback interface: programs, and nobody's web page.
 *
 * A page that a user opens can send requests to 127.0.0.1 (cross-site requests), and can make its own name resolve to
 * it (DNS rebinding). The first is told by Origin and Sec-Fetch-Site, the second by the name in Host.
 */
import { isIP } from "node:net";
import { latest } from "../kernel/latest.ts";

/** The header values that decide. */
export interface GuardedHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly "sec-fetch-site"?: string | undefined;
  readonly "user-agent"?: string | undefined;
}

/** Names beyond the built-in ones under which this server is reached, such as its name in a local network. */
export interface GuardOptions {
  readonly allowedHosts: readonly string[];
}

/** The names that no foreign DNS can point here: RFC 6761 reserves `localhost` and everything below it. */
const LOCAL_NAME = /^(?:[a-z0-9_*.-]+\.)?localhost$/i;

/** Names that well-known set-ups of local clouds use and that resolve to 127.0.0.1 by their owner's own DNS. */
const LOCAL_CLOUD_NAME = /^(?:[a-z0-9_.-]+\.)?localhost\.localstack\.cloud$/i;

/** Says why a request's Host is refused, or undefined when it is not. */
export function hostRefusal(headers: GuardedHeaders, options: GuardOptions): string | undefined {
  const { name, isLocal } = hostOf(headers.host ?? "");
  if (name === undefined) return "The request has no valid Host header.";
  if (isLocal) return undefined;
  if (options.allowedHosts.includes(name.toLowerCase())) return undefined;
  return `This server does not answer for the host "${name}". Start it with --allow-host ${name} if it should.`;
}

/** Says why a request that a browser sent for another site's page is refused, or undefined when it is not. */
export function originRefusal(headers: GuardedHeaders): string | undefined {
  const { origin } = headers;
  if (origin !== undefined && !sameHost(origin, headers.host ?? "")) {
    return `This server does not answer pages of another origin ("${origin}").`;
  }
  if (headers["sec-fetch-site"] === "cross-site") return "This server does not answer pages of another site.";
  return undefined;
}

/**
 * Says why an action in a GET's query is refused, or undefined when it is not. Pages make a browser send GETs to anywhere
 * by an image's address, without an Origin, so that what acts must come from a program or from the address bar. A browser
 * sends no Sec-Fetch-Site to names that are not this machine's own, and then only its User-Agent gives it away.
 */
export function actionRefusal(request: {
  readonly method: string;
  readonly query: string;
  readonly headers: GuardedHeaders;
}): string | undefined {
  const { method, query, headers } = request;
  if (method !== "GET" || query === "") return undefined;
  const { "sec-fetch-site": site, "user-agent": agent } = headers;
  const fromPage = site === undefined ? agent?.startsWith("Mozilla/") === true : site === "same-site";
  if (!fromPage || !new URLSearchParams(query).has("Action")) return undefined;
  return "This server does not carry out an action that a page of another site may have asked for.";
}

function sameHost(origin: string, host: string): boolean {
  return origin.toLowerCase().replace(/^https?:\/\//, "") === host.toLowerCase();
}

const hostOf = latest((host: string): { readonly name?: string | undefined; readonly isLocal: boolean } => {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@\s]+))(?::\d{1,5})?$/i.exec(host);
  const name = match?.[1] ?? match?.[2];
  if (name === undefined) return { isLocal: false };
  return { name, isLocal: isIP(name) !== 0 || LOCAL_NAME.test(name) || LOCAL_CLOUD_NAME.test(name) };
});
