/**
 * Lets what a handler in this process calls under its cloud's address reach that cloud, whichever HTTP client it uses:
 * node:http with all that is built on it, AWS's SDK among it, and fetch. Without sockets, the order in which things happen is
 * that of the program alone, and the same each time.
 */
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { runningInvocation } from "../../platform/ports/bound-handler.ts";
import { isMemoryHost } from "../../platform/ports/memory-address.ts";

let isInstalled = false;

/** Once for the process; everything but calls to clouds without a port goes where it went before. */
export function installMemoryNetwork(): void {
  if (isInstalled) return;
  isInstalled = true;
  installConnections();
  installFetch();
}

/** How an agent opens a connection; Node's type declares no such member of agents, which its documentation does. */
interface Connecting {
  createConnection(options: { readonly host?: string }, ...others: unknown[]): unknown;
}

function installConnections(): void {
  // https://nodejs.org/api/http.html#agentcreateconnectionoptions-callback
  const agents = Agent.prototype as unknown as Connecting;
  const before = agents.createConnection;
  agents.createConnection = function createConnection(options, ...others) {
    if (!isMemoryHost(options.host ?? "")) return before.call(this, options, ...others);
    const invocation = runningInvocation.getStore();
    if (invocation === undefined) throw new Error(NO_CLOUD);
    return invocation.connect();
  };
}

const NO_CLOUD =
  "This is the address of a cloud without a port, for handlers while they run: call cloud.listen() for one that others reach.";

function installFetch(): void {
  const before = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (!isMemoryHost(new URL(request.url).hostname)) return before(input, init);
    return fetchByHttp(request);
  };
}

async function fetchByHttp(request: Request): Promise<Response> {
  const body = Buffer.from(await request.arrayBuffer());
  const { method, signal } = request;
  const headers = { ...Object.fromEntries(request.headers), "content-length": String(body.length) };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(request.url, { method, headers, signal }, resolve).on("error", reject).end(body);
  });
  const { statusCode: status = 0, headers: answered } = answer;
  const pairs = Object.entries(answered).flatMap(([name, value]) =>
    [value ?? []].flat().map((each): [string, string] => [name, each]),
  );
  // A response of these statuses has no body, and its type takes none.
  const hasBody = status !== 204 && status !== 205 && status !== 304;
  if (!hasBody) answer.resume();
  // Node's two types of the same web stream differ in name only.
  const stream = hasBody ? (Readable.toWeb(answer) as ReadableStream<Uint8Array>) : null;
  return new Response(stream, { status, headers: pairs });
}
