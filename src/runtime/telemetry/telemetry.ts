/**
 * AWS's Telemetry API for one execution environment: what happens in it goes to the extensions that have subscribed.
 * https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api.html
 */
import type { Clock } from "../../kernel/clock.ts";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import { TELEMETRY_BACKLOG_BYTES_MAX, TELEMETRY_WAITING_BYTES_MAX } from "../limits.ts";
import { TelemetrySubscriber } from "./telemetry-subscriber.ts";
import { telemetrySubscription, type TelemetryRefusal, type TelemetryType } from "./telemetry-subscription.ts";

/** The cloud's clock, which dates records, and the one that processes live by, which ends batches. */
export interface TelemetryClocks {
  readonly clock: Clock;
  readonly processClock: Clock;
}

/** What an extension is told of its subscription. */
export type SubscriptionAnswer = { readonly status: 200 } | TelemetryRefusal;

/** Called when an extension has subscribed, or asks for what it has already. */
export type Subscribed = (
  name: string,
  state: "Subscribed" | "Already subscribed",
  types: readonly TelemetryType[],
) => void;

export class Telemetry {
  /** The log says so too, so whoever writes that is told. */
  onSubscribed: Subscribed = () => {};
  readonly #clocks: TelemetryClocks;
  readonly #isJson: boolean;
  readonly #subscribers = new Map<string, TelemetrySubscriber>();
  /** What happened before somebody subscribed; undefined once nobody can any more. */
  #backlog: { readonly type: TelemetryType; readonly record: string }[] | undefined = [];
  #backlogBytes = 0;

  /** @param logFormat that of the function: in JSON, its records are objects where they can be */
  constructor(clocks: TelemetryClocks, logFormat: EnvironmentSpec["logFormat"]) {
    this.#clocks = clocks;
    this.#isJson = logFormat === "JSON";
  }

  /** Adds records of Lambda itself, as JSON. */
  platform(records: readonly string[]): void {
    for (const record of records) this.#add("platform", record);
  }

  /** Whether somebody is told of what is added, or may be later. */
  get isHeard(): boolean {
    return this.#backlog !== undefined || this.#subscribers.size > 0;
  }

  /** Adds a line that a function or an extension wrote. */
  line(type: "function" | "extension", line: string): void {
    if (!this.isHeard) return;
    const record = (this.#isJson ? parsedObject(line) : undefined) ?? line;
    this.#add(type, JSON.stringify({ time: this.#time(), type, record }));
  }

  /** Subscribes an extension; it gets what has happened since the environment was started too. */
  subscribe(name: string, text: string | undefined): SubscriptionAnswer {
    if (this.#backlog === undefined) return CLOSED;
    const subscription = telemetrySubscription(text);
    if ("status" in subscription) return subscription;
    const known = this.#subscribers.get(name);
    if (known !== undefined) {
      this.onSubscribed(name, "Already subscribed", known.subscription.types);
      return { status: 200 };
    }
    const subscriber = new TelemetrySubscriber(subscription, {
      clock: this.#clocks.processClock,
      droppedRecord: ({ records, bytes }) => this.#droppedRecord(records, bytes),
    });
    this.#subscribers.set(name, subscriber);
    for (const { type, record } of this.#backlog) if (subscription.types.includes(type)) subscriber.add(record);
    this.onSubscribed(name, "Subscribed", subscription.types);
    return { status: 200 };
  }

  /** The environment is initialised: from now on nobody subscribes. */
  close(): void {
    this.#backlog = undefined;
  }

  get hasSubscribers(): boolean {
    return this.#subscribers.size > 0;
  }

  /** Sends what waits now. */
  flush(): Promise<unknown> {
    return Promise.all([...this.#subscribers.values()].map((each) => each.flush()));
  }

  /** The extensions of a process are gone. Those of the next one subscribe anew. */
  end(): void {
    for (const each of this.#subscribers.values()) each.end();
    this.#subscribers.clear();
  }

  #add(type: TelemetryType, record: string): void {
    for (const each of this.#subscribers.values()) if (each.subscription.types.includes(type)) each.add(record);
    if (this.#backlog === undefined || this.#backlogBytes + record.length > TELEMETRY_BACKLOG_BYTES_MAX) return;
    this.#backlogBytes += record.length;
    this.#backlog.push({ type, record });
  }

  #droppedRecord(droppedRecords: number, droppedBytes: number): string {
    const reason = `the extension did not take them, or more than ${TELEMETRY_WAITING_BYTES_MAX} bytes waited for it`;
    const record = { droppedRecords, droppedBytes, reason };
    return JSON.stringify({ time: this.#time(), type: "platform.logsDropped", record });
  }

  #time(): string {
    return new Date(this.#clocks.clock.now()).toISOString();
  }
}

const CLOSED: TelemetryRefusal = {
  status: 403,
  errorType: "Telemetry.SubscriptionClosed",
  errorMessage: "Telemetry API subscription is closed already",
};

function parsedObject(line: string): object | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    // What only begins like JSON stays text.
    return undefined;
  }
}
