/** `sluice record`: keeps the API calls that a running server answers, a line of JSON each. */
import { open } from "node:fs/promises";
import { askCloud, requestCloud } from "../ask-cloud.ts";

const RECORD = "/_sluice/record";

export interface RecordOptions {
  readonly endpoint: string;
}

/**
 * Records until `signal` aborts or the server stops; the file must not be there yet. What was answered before the signal
 * is in it.
 * @throws Error a sentence, when there is no server or the file cannot be made
 */
export async function record(path: string, { endpoint }: RecordOptions, signal: AbortSignal): Promise<void> {
  const leaving = new AbortController();
  const answer = await requestCloud(endpoint, RECORD, { signal: leaving.signal });
  if (!answer.ok || answer.body === null) throw new Error(`${endpoint} records nothing: it answered ${answer.status}.`);
  const file = await open(path, "wx").catch((error: unknown) => {
    void answer.body?.cancel();
    throw fileError(path, error);
  });
  let [calls, lost] = [0, 0];
  try {
    for await (const line of linesOf(answer.body, signal)) {
      const { recording, lost: more } = shown(line);
      if (recording !== undefined) {
        // A server that does not end it is left.
        const ending = `${RECORD}?recording=${recording}`;
        const end = (): void => {
          askCloud(endpoint, ending, { method: "DELETE" }).catch(() => leaving.abort());
        };
        signal.addEventListener("abort", end, { once: true });
        if (signal.aborted) end();
        process.stderr.write(`Recording the calls to ${endpoint} in ${path}. Stop with Ctrl-C.\n`);
        continue;
      }
      await file.write(`${line}\n`);
      if (more === undefined) calls++;
      else lost += more;
    }
  } finally {
    await file.close();
  }
  const losses = lost === 0 ? "" : `; ${lost} came too fast, and are lost`;
  process.stderr.write(`${calls} calls are recorded in ${path}${losses}.\n`);
}

/** The lines of a stream until it ends, or nobody wants more. */
async function* linesOf(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const piece of body) {
      const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch (error) {
    // A server that stops as well ends the stream in the middle, which is as good.
    if (!signal.aborted) throw new Error("The server stopped while its calls were recorded.", { cause: error });
  }
}

/** What a line says beside a call. */
function shown(line: string): { readonly recording?: number; readonly lost?: number } {
  // The server writes each line as one JSON object.
  return JSON.parse(line) as { recording?: number; lost?: number };
}

function fileError(path: string, error: unknown): Error {
  // Node's own system errors carry a code.
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code === "EEXIST") return new Error(`${path} is there already: recordings are not written over.`);
  return new Error(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
}
