/** Exports lineage as it happens: in batches, in the background, and without ever holding the cloud up. */
import type { Cancel, Clock } from "../../kernel/clock.ts";
import type { Log } from "../../kernel/log.ts";
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import type { LineageObserver } from "../../platform/lineage/lineage-log.ts";
import { BATCH_MILLISECONDS, PLACES_REMEMBERED, SPANS_A_REQUEST, SPANS_WAITING } from "./limits.ts";
import { postSpans } from "./post-spans.ts";
import { type PlacedRecord, traceIdOfRoot } from "./span.ts";

export interface OtlpExporterOptions {
  readonly url: URL;
  /** The machine's own clock: the receiver knows no other. */
  readonly clock: Clock;
  /** The cloud's time. */
  readonly now: () => number;
  readonly log: Log;
}

/** Where an act that has begun belongs. */
interface Beginning {
  readonly traceId: string;
  readonly startAt: number;
}

export class OtlpExporter implements LineageObserver {
  readonly #options: OtlpExporterOptions;
  /** By record, the oldest first. */
  readonly #begun = new Map<string, Beginning>();
  readonly #waiting: PlacedRecord[] = [];
  #cancelTimer: Cancel | undefined;
  #sending: Promise<void> | undefined;
  #hasComplained = false;
  #closed = false;

  constructor(options: OtlpExporterOptions) {
    this.#options = options;
  }

  issued(id: string, parent: string): void {
    const traceId = this.#begun.get(parent)?.traceId ?? traceIdOfRoot(parent === "" ? id : parent);
    this.#begun.set(id, { traceId, startAt: this.#options.now() });
    if (this.#begun.size <= PLACES_REMEMBERED) return;
    for (const oldest of this.#begun.keys()) {
      this.#begun.delete(oldest);
      break;
    }
  }

  added(record: LineageRecord): void {
    if (this.#closed) return;
    if (this.#waiting.length >= SPANS_WAITING) return this.#complain("It takes spans more slowly than they come.");
    const begun = this.#begun.get(record.id);
    const traceId = begun?.traceId ?? traceIdOfRoot(record.id);
    this.#waiting.push({
      record,
      traceId,
      startAt: Math.min(begun?.startAt ?? record.at, record.at),
      endAt: record.at,
    });
    if (this.#waiting.length >= SPANS_A_REQUEST) this.#begin();
    else if (this.#cancelTimer === undefined) this.#arm();
  }

  /** Sends what waits, as far as the receiver takes it. Never rejects. */
  async flush(): Promise<void> {
    this.#begin();
    await this.#sending;
  }

  /** The same, and nothing afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
  }

  #arm(): void {
    const { clock } = this.#options;
    this.#cancelTimer = clock.at(clock.now() + BATCH_MILLISECONDS, () => this.#begin());
  }

  #begin(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#sending ??= this.#send().finally(() => (this.#sending = undefined));
  }

  async #send(): Promise<void> {
    const { url, clock } = this.#options;
    while (this.#waiting.length > 0) {
      const failure = await postSpans(url, this.#waiting.splice(0, SPANS_A_REQUEST), clock);
      if (failure === undefined) continue;
      this.#complain(failure);
      // A receiver that is down is not asked again for each batch: what waits is dropped with the one that failed.
      this.#waiting.length = 0;
    }
  }

  /** Once: whoever watches the log knows it then, and a log full of the same line helps nobody. */
  #complain(reason: string): void {
    if (this.#hasComplained) return;
    this.#hasComplained = true;
    const { log, url } = this.#options;
    log.warn("spans are dropped, now and whenever their receiver does not take them", { receiver: url.href, reason });
  }
}
