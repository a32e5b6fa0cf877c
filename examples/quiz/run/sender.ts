/** Sends submissions to the HTTP API over kept-alive connections, tries again when the server is away, and logs it all. */
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Sending } from "./data-set.ts";
import type { RunLog } from "./run-log.ts";

/** How many requests are under way at a time. */
const CONNECTIONS = 6;
/** How long a submission is tried for before the run is given up. */
const PATIENCE_MILLISECONDS = 120_000;
const RETRY_MILLISECONDS = 100;

export interface Api {
  readonly endpoint: string;
  readonly apiId: string;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Sends them all, each until it is answered; `progress` is told how many are. */
export async function sendAll(
  sendings: readonly Sending[],
  to: { readonly api: Api; readonly log: RunLog },
  progress: (answered: number) => void,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const waiting = [...sendings].toReversed();
  let answered = 0;
  const work = async (): Promise<void> => {
    for (let sending = waiting.pop(); sending !== undefined; sending = waiting.pop()) {
      await send(sending, to, agent);
      answered++;
      progress(answered);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  agent.destroy();
}

/** The server may be away or overloaded: then the same submission is sent again, under the same key. */
async function send(
  sending: Sending,
  { api, log }: { readonly api: Api; readonly log: RunLog },
  agent: Agent,
): Promise<void> {
  const { name, attemptId, expected, status } = sending;
  log.write({ type: "sent", name, status, ...(attemptId && { attemptId }), ...(expected && { expected }) });
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const answer = await post(sending, api, agent);
    if (answer !== undefined && answer.status < 500 && answer.status !== 429) {
      log.write({ type: "answered", name, status: answer.status, ...acknowledgement(answer) });
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(`${name} got no answer: ${answer?.status ?? "no connection"} ${answer?.body ?? ""}`);
    }
    await sleep(RETRY_MILLISECONDS);
  }
}

function acknowledgement({ status, body }: Answer): { submissionId?: string; duplicate?: boolean } {
  if (status !== 202) return {};
  // The API's own answer.
  const { submissionId, duplicate } = JSON.parse(body) as { submissionId: string; duplicate: boolean };
  return { submissionId, duplicate };
}

/** Undefined when the connection failed before the whole answer was there. */
function post(sending: Sending, { endpoint, apiId }: Api, agent: Agent): Promise<Answer | undefined> {
  const { hostname, port } = new URL(endpoint);
  const headers = {
    // The API's own name; as an address it need not be resolved.
    host: `${apiId}.execute-api.localhost:${port}`,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(sending.body),
    ...(sending.idempotencyKey === undefined ? {} : { "idempotency-key": sending.idempotencyKey }),
  };
  const path = `/quizzes/${sending.quizId}/submissions`;
  return new Promise((done) => {
    const outgoing = request({ hostname, port, path, method: "POST", headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        done({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
      );
      response.on("error", () => done(undefined));
      response.on("close", () => done(undefined));
    });
    outgoing.on("error", () => done(undefined));
    outgoing.setTimeout(35_000, () => outgoing.destroy());
    outgoing.end(sending.body);
  });
}
