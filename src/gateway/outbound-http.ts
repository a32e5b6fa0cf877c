/** Calls to subscribers' endpoints: resolved once, pinned, bounded, never redirected. */
import { lookup } from "node:dns/promises";
import { request as httpRequest } from "node:http";
import { isIP } from "node:net";
import type { Clock } from "../kernel/clock.ts";
import type { OutboundHttp, OutboundRequest, OutboundResult } from "../platform/ports/outbound-http.ts";
import { OUTBOUND_ANSWER_BYTES } from "./limits.ts";
import { type AddressRange, addressRefusal, nameRefusal } from "./outbound-address.ts";

/** What may be chosen about calls. */
export interface OutboundOptions {
  /** Which addresses are called; all but those that never are, when absent. */
  readonly addresses?: AddressRange;
  /** Asks for the address of a name: the system's resolver when absent. */
  readonly resolve?: (name: string) => Promise<string>;
  /**
   * A second clock that ends calls. Time-outs are on a cloud's own clock; where that stands still until a user moves it,
   * and moving it waits for calls under way, an endpoint that never answers ends by the machine's.
   */
  readonly patience?: Clock;
}

/** A target whose name has been resolved: the connection goes to `address`, whatever the name says later. */
interface PinnedTarget {
  readonly url: URL;
  readonly address: string;
  /** `user:password` of the URL, decoded. */
  readonly credentials: string | undefined;
}

/** Makes the port's one implementation. Time-outs are on `clock`, and cover the name's resolution as well as the answer. */
export function outboundHttp(clock: Clock, options: OutboundOptions = {}): OutboundHttp {
  const clocks = options.patience === undefined ? [clock] : [clock, options.patience];
  return {
    async send(request, signal) {
      const end = new AbortController();
      const { timeoutMilliseconds } = request;
      const timeout = (): void => end.abort(`No answer within ${timeoutMilliseconds} ms.`);
      const cancels = clocks.map((each) => each.at(each.now() + timeoutMilliseconds, timeout));
      const abandon = (): void => end.abort("The server is stopping.");
      signal.addEventListener("abort", abandon, { once: true });
      if (signal.aborted) abandon();
      try {
        const target = await pin(request.url, options, end.signal);
        if ("kind" in target) return target;
        // Loaded with the first delivery over TLS: the start of every server would pay for it otherwise.
        const open = target.url.protocol === "https:" ? (await import("node:https")).request : httpRequest;
        return await exchange(request, target, { signal: end.signal, open });
      } finally {
        for (const cancel of cancels) cancel();
        signal.removeEventListener("abort", abandon);
      }
    },
  };
}

async function pin(
  text: string,
  { addresses = "any", resolve = systemResolve }: OutboundOptions,
  signal: AbortSignal,
): Promise<PinnedTarget | OutboundResult> {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    // The URL constructor says no more than that it is none.
    return { kind: "refused", reason: `"${text}" is not a URL.` };
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return { kind: "refused", reason: `The scheme ${url.protocol} is never called.` };
  }
  const refusedName = nameRefusal(url.hostname);
  if (refusedName !== undefined) return { kind: "refused", reason: refusedName };
  let credentials: string | undefined;
  try {
    if (url.username !== "") credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  } catch {
    // The only thing that decoding can say.
    return { kind: "refused", reason: "The user name or password in the URL is not percent-encoded UTF-8." };
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  let address = host;
  if (host === "localhost" || host.endsWith(".localhost")) address = "127.0.0.1";
  else if (isIP(host) === 0) {
    try {
      address = await Promise.race([resolve(host), aborted(signal)]);
    } catch (error) {
      if (signal.aborted) return { kind: "failed", reason: String(signal.reason) };
      return { kind: "failed", reason: `${host} could not be resolved: ${messageOf(error)}` };
    }
  }
  const refusal = addressRefusal(address, addresses);
  return refusal === undefined ? { url, address, credentials } : { kind: "refused", reason: refusal };
}

async function systemResolve(name: string): Promise<string> {
  return (await lookup(name)).address;
}

/** Rejects when `signal` aborts. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(new Error(String(signal.reason)));
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

/** `signal` aborts with the reason, a sentence, for which nobody waits any more. */
function exchange(
  request: OutboundRequest,
  { url, address, credentials }: PinnedTarget,
  { signal, open }: { readonly signal: AbortSignal; readonly open: typeof httpRequest },
): Promise<OutboundResult> {
  return new Promise((resolve) => {
    const secure = url.protocol === "https:";
    const sent = open({
      host: address,
      port: url.port === "" ? (secure ? 443 : 80) : Number(url.port),
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: { ...request.headers, host: url.host, "content-length": String(request.body.length) },
      agent: false,
      // The certificate is the name's, though the connection goes to the pinned address.
      ...(secure && isIP(url.hostname) === 0 ? { servername: url.hostname } : {}),
      ...(credentials === undefined ? {} : { auth: credentials }),
    });
    const finish = (result: OutboundResult): void => {
      signal.removeEventListener("abort", abandon);
      sent.destroy();
      resolve(result);
    };
    const abandon = (): void => finish({ kind: "failed", reason: String(signal.reason) });
    // Before anything that ends the call: a request that is destroyed says so by an error.
    sent.on("error", (error) => finish({ kind: "failed", reason: messageOf(error) }));
    signal.addEventListener("abort", abandon, { once: true });
    if (signal.aborted) return abandon();
    sent.on("response", (response) => {
      const pieces: Buffer[] = [];
      let size = 0;
      const answer = (): void =>
        finish({ kind: "answered", statusCode: response.statusCode ?? 0, body: Buffer.concat(pieces) });
      response.on("data", (piece: Buffer) => {
        pieces.push(piece);
        size += piece.length;
        if (size > OUTBOUND_ANSWER_BYTES) answer();
      });
      response.on("end", answer);
      response.on("error", (error) => finish({ kind: "failed", reason: messageOf(error) }));
    });
    sent.end(request.body);
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
