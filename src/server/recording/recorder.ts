/** Records the API calls of clients for those who listen. */
import type { CallTap, ClientCall, TappedCall } from "../../gateway/call-tap.ts";
import { CallLines } from "./call-lines.ts";
import { BODY_BYTES, CALL_CHARACTERS, IDS_A_CALL, LISTENERS } from "./limits.ts";
import { issuedIds, type RecordedCall, recordedValue } from "./recorded-call.ts";

export class Recorder {
  readonly #now: () => number;
  /** By the number of the recording. */
  readonly #listeners = new Map<number, CallLines>();
  #begun = 0;

  /** @param now the cloud's time */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** What the gateway calls: undefined while nobody listens. */
  readonly tap: CallTap = (call) => (this.#listeners.size === 0 ? undefined : this.#tapped(call));

  /** The calls from now on, each a line of JSON, behind one with the number of the recording; undefined when too many listen. */
  listen(signal: AbortSignal): AsyncIterable<Uint8Array> | undefined {
    if (this.#listeners.size >= LISTENERS) return undefined;
    const lines = new CallLines();
    const recording = ++this.#begun;
    lines.add(JSON.stringify({ recording, at: this.#now() }));
    this.#listeners.set(recording, lines);
    // Also of a listener who left before the first line was asked for.
    signal.addEventListener("abort", () => this.#listeners.delete(recording), { once: true });
    if (signal.aborted) this.#listeners.delete(recording);
    return lines.read(signal);
  }

  /** Ends a recording behind the calls that are answered already; false when none of that number runs. */
  end(recording: number): boolean {
    this.#listeners.get(recording)?.end();
    return this.#listeners.delete(recording);
  }

  #tapped(call: ClientCall): TappedCall {
    const at = this.#now();
    const { input, whole } = withBodiesKept(call.input);
    const { service, operation, account, region, endpoint } = call;
    const tell = (end: Pick<RecordedCall, "status" | "error" | "ids">): void => {
      const kept = whole();
      // An input is an object, and so is what is recorded of it.
      const recorded = kept === undefined ? undefined : (recordedValue(kept) as RecordedCall["input"] & object);
      const head = { at, service, operation, account, region, endpoint };
      this.#tell({ ...head, ...(recorded === undefined ? {} : { input: recorded }), ...end });
    };
    return {
      input,
      answered: (output) => {
        const ids = issuedIds(output, IDS_A_CALL);
        tell({ status: 200, ...(ids.length === 0 ? {} : { ids }) });
      },
      refused: (status, error) => tell({ status, error }),
    };
  }

  #tell(call: RecordedCall): void {
    const whole = JSON.stringify(call);
    const { input: _, ...head } = call;
    const line = whole.length > CALL_CHARACTERS ? JSON.stringify(head) : whole;
    for (const listener of this.#listeners.values()) listener.add(line);
  }
}

interface KeptInput {
  readonly input: object;
  /** The input with its bodies in whole; undefined when one of them was too long. */
  whole(): object | undefined;
}

/** Bodies that come in pieces are kept while the operation reads them. */
function withBodiesKept(input: object): KeptInput {
  const bodies = new Map<string, KeptBody>();
  const members = Object.entries(input).map(([name, value]) => {
    if (typeof value !== "object" || value === null || !(Symbol.asyncIterator in value)) return [name, value] as const;
    const body = new KeptBody(value);
    bodies.set(name, body);
    return [name, body.given] as const;
  });
  if (bodies.size === 0) return { input, whole: () => input };
  return {
    input: Object.fromEntries(members),
    whole() {
      const kept = [...bodies].map(([name, body]) => [name, body.stream()] as const);
      if (kept.some(([, stream]) => stream === undefined)) return undefined;
      return { ...input, ...Object.fromEntries(kept) };
    },
  };
}

class KeptBody {
  /** What the operation reads: the body with all that came with it, such as its trailers. */
  readonly given: AsyncIterable<Uint8Array>;
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  constructor(body: object) {
    // A body that streams gives pieces of bytes.
    const pieces = body as AsyncIterable<Uint8Array>;
    this.given = { ...pieces, [Symbol.asyncIterator]: () => this.#read(pieces) };
  }

  /** As a recording has it; undefined when it was too long to be kept. */
  stream(): object | undefined {
    if (this.#length > BODY_BYTES) return undefined;
    return { $stream: Buffer.concat(this.#pieces).toString("base64") };
  }

  async *#read(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      this.#length += piece.length;
      if (this.#length > BODY_BYTES) this.#pieces.length = 0;
      // Whoever reads may use the memory of a piece again.
      else this.#pieces.push(Uint8Array.from(piece));
      yield piece;
    }
  }
}
