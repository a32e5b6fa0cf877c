/** One extension's batches of telemetry: gathered, handed over one after the other, tried again, and bounded. */
import type { Cancel, Clock } from "../../kernel/clock.ts";
import { TELEMETRY_ATTEMPTS, TELEMETRY_RETRY_MILLISECONDS, TELEMETRY_WAITING_BYTES_MAX } from "../limits.ts";
import { httpDestination } from "./http-destination.ts";
import { tcpDestination } from "./tcp-destination.ts";
import type { TelemetryDestination } from "./telemetry-destination.ts";
import type { TelemetrySubscription } from "./telemetry-subscription.ts";

/** What was not kept, since an extension was last told so. */
export interface DroppedRecords {
  readonly records: number;
  readonly bytes: number;
}

interface Waiting {
  readonly record: string;
  readonly bytes: number;
}

export class TelemetrySubscriber {
  readonly subscription: TelemetrySubscription;
  readonly #clock: Clock;
  readonly #destination: TelemetryDestination;
  readonly #droppedRecord: (dropped: DroppedRecords) => string;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #dropped: DroppedRecords = { records: 0, bytes: 0 };
  #cancelAlarm: Cancel | undefined;
  #posting: Promise<void> | undefined;
  #isDue = false;
  #isEnded = false;

  /** @param surroundings the clock that processes live by, and how the record says that others are missing */
  constructor(
    subscription: TelemetrySubscription,
    surroundings: { readonly clock: Clock; readonly droppedRecord: (dropped: DroppedRecords) => string },
  ) {
    this.subscription = subscription;
    const { clock } = surroundings;
    const { protocol, port, path } = subscription;
    this.#clock = clock;
    this.#destination = protocol === "TCP" ? tcpDestination(port, clock) : httpDestination({ port, path }, clock);
    this.#droppedRecord = surroundings.droppedRecord;
  }

  /** Takes a record, which leaves with its batch. */
  add(record: string): void {
    if (this.#isEnded) return;
    const bytes = Buffer.byteLength(record);
    if (this.#waitingBytes + bytes > TELEMETRY_WAITING_BYTES_MAX) return this.#drop([{ record, bytes }]);
    this.#waiting.push({ record, bytes });
    this.#waitingBytes += bytes;
    const { maximumItems, maximumBytes, timeoutMilliseconds } = this.subscription;
    if (this.#waiting.length >= maximumItems || this.#waitingBytes >= maximumBytes) return this.#send();
    this.#cancelAlarm ??= this.#clock.at(this.#clock.now() + timeoutMilliseconds, () => this.#send());
  }

  /** Sends what waits now; resolves when all of it has been posted or given up. */
  async flush(): Promise<void> {
    while (this.#waiting.length > 0 || this.#posting !== undefined) {
      this.#send();
      await this.#posting;
    }
  }

  /** Nobody listens any more. */
  end(): void {
    this.#isEnded = true;
    this.#cancelAlarm?.();
    this.#waiting = [];
    this.#destination.end();
  }

  #send(): void {
    this.#cancelAlarm?.();
    this.#cancelAlarm = undefined;
    this.#isDue = true;
    if (this.#posting !== undefined || this.#waiting.length === 0) return;
    this.#isDue = false;
    this.#posting = this.#post(this.#nextBatch()).then(() => {
      this.#posting = undefined;
      if (this.#isDue) this.#send();
    });
  }

  #nextBatch(): readonly Waiting[] {
    const { maximumItems, maximumBytes } = this.subscription;
    let count = 0;
    let bytes = 0;
    for (const each of this.#waiting) {
      if (count > 0 && (count >= maximumItems || bytes + each.bytes > maximumBytes)) break;
      count++;
      bytes += each.bytes;
    }
    const batch = this.#waiting.splice(0, count);
    this.#waitingBytes -= bytes;
    if (this.#waiting.length > 0) this.#isDue = true;
    if (this.#dropped.records === 0) return batch;
    const record = this.#droppedRecord(this.#dropped);
    this.#dropped = { records: 0, bytes: 0 };
    return [{ record, bytes: Buffer.byteLength(record) }, ...batch];
  }

  /** The extension may not listen yet, or be busy: it is asked again, and then the batch is given up. */
  async #post(batch: readonly Waiting[]): Promise<void> {
    const records = batch.map((each) => each.record);
    for (let attempt = 1; !this.#isEnded; attempt++) {
      if (await this.#destination.deliver(records)) return;
      if (attempt === TELEMETRY_ATTEMPTS) break;
      await new Promise<void>((resolve) => {
        this.#clock.at(this.#clock.now() + TELEMETRY_RETRY_MILLISECONDS, resolve);
      });
    }
    this.#drop(batch);
  }

  #drop(batch: readonly Waiting[]): void {
    const records = this.#dropped.records + batch.length;
    this.#dropped = { records, bytes: batch.reduce((sum, each) => sum + each.bytes, this.#dropped.bytes) };
  }
}
