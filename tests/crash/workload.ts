/** The clients of a crash run, each doing one thing after another until it is told to stop, whoever is killed meanwhile. */
import { setTimeout as sleep } from "node:timers/promises";
import { fraction, type Random, seededRandom } from "../../src/kernel/random.ts";
import type { QueueSettings, SendEntry } from "./crash-log.ts";
import { type Held, LoggedClient, type Run } from "./logged-client.ts";

export const STANDARD = "standard";
export const ORDERED = "ordered.fifo";
const MAXIMUM_RECEIVES = 3;

/** Sources first: what they dead-letter while they are emptied is found afterwards. */
export const QUEUES: readonly QueueSettings[] = [
  { name: STANDARD, isFifo: false, redrive: { to: "standard-dead", maxReceiveCount: MAXIMUM_RECEIVES } },
  { name: ORDERED, isFifo: true, redrive: { to: "ordered-dead.fifo", maxReceiveCount: MAXIMUM_RECEIVES } },
  { name: "standard-dead", isFifo: false },
  { name: "ordered-dead.fifo", isFifo: true },
];

const SENDERS = 2;
const CONSUMERS = 3;
const GROUPS = 6;
/** Senders pause at this many messages, so that emptying the queues takes no longer than killing does. */
const MAXIMUM_BACKLOG = 200;
const PAUSE_MILLISECONDS = 5;
/** How many of its last messages a sender may repeat. */
const REMEMBERED = 30;

/** What is told to every client. */
export interface Shift {
  readonly run: Run;
  readonly random: Random;
  /** Groups are named after it, so that none grows without end. */
  readonly round: number;
  readonly isOver: () => boolean;
  /** What was sent in earlier rounds, and may be sent once more. */
  readonly remembered: SendEntry[];
}

/** Runs all clients until the shift is over. */
export async function work(shift: Shift): Promise<void> {
  const clientsOf = (count: number, name: string, body: (client: Worker) => Promise<void>): Promise<void>[] =>
    Array.from({ length: count }, async (_, index) => {
      const title = `${name} ${index}`;
      const random = seededRandom(shift.random.uint32());
      const worker = new Worker(new LoggedClient(title, shift.run), random, `${shift.round}-${name}${index}`);
      while (!shift.isOver()) await body(worker);
    });
  await Promise.all([
    ...clientsOf(SENDERS, "s", (worker) => worker.sendPlain(shift)),
    ...clientsOf(SENDERS, "f", (worker) => worker.sendOrdered(shift)),
    ...clientsOf(CONSUMERS, "rs", (worker) => worker.consume(STANDARD)),
    ...clientsOf(CONSUMERS, "rf", (worker) => worker.consume(ORDERED)),
  ]);
}

class Worker {
  readonly #client: LoggedClient;
  readonly #random: Random;
  readonly #name: string;
  #made = 0;

  constructor(client: LoggedClient, random: Random, name: string) {
    this.#client = client;
    this.#random = random;
    this.#name = name;
  }

  async sendPlain({ run }: Shift): Promise<void> {
    if (run.backlog > MAXIMUM_BACKLOG) return sleep(PAUSE_MILLISECONDS);
    const entries = this.#several(() => ({
      name: `${this.#name}-${this.#made++}`,
      ...(this.#chance(0.15) ? { delaySeconds: 1 } : {}),
    }));
    await this.#client.send(STANDARD, entries);
  }

  /** Now and then something is sent again under its id; above all when nobody answered, as careful clients do. */
  async sendOrdered({ run, round, remembered }: Shift): Promise<void> {
    if (run.backlog > MAXIMUM_BACKLOG) return sleep(PAUSE_MILLISECONDS);
    const entries = this.#several(() => {
      const again = remembered[this.#whole(remembered.length)];
      if (again !== undefined && this.#chance(0.2)) return again;
      const name = `${this.#name}-${this.#made++}`;
      return { name, group: `${round}-${this.#whole(GROUPS)}`, deduplicationId: `id-${name}` };
    });
    const results = await this.#client.send(ORDERED, entries);
    remembered.push(...entries);
    remembered.splice(0, remembered.length - REMEMBERED);
    if (results === undefined && this.#chance(0.8)) await this.#client.send(ORDERED, entries);
  }

  /** Receives, and then deletes, gives back, keeps for longer, or forgets; now and then too late. */
  async consume(queue: string): Promise<void> {
    const messages = await this.#client.receive(queue, {
      maximum: 1 + this.#whole(10),
      visibilitySeconds: this.#chance(0.8) ? 1 : 2,
      waitSeconds: this.#chance(0.5) ? 1 : 0,
    });
    if (messages.length === 0) return sleep(PAUSE_MILLISECONDS);
    if (this.#chance(0.02)) await sleep(this.#whole(1_500));
    const [deleted, changed]: [Held[], Held[]] = [[], []];
    for (const message of messages) {
      const choice = fraction(this.#random);
      if (choice < 0.85) deleted.push(message);
      else if (choice < 0.93) changed.push(message);
    }
    for (const batch of this.#apart(deleted)) await this.#client.delete(queue, batch);
    for (const batch of this.#apart(changed)) await this.#client.change(queue, batch, this.#whole(3));
  }

  /** One by one, or all at once. */
  #apart(messages: readonly Held[]): (readonly Held[])[] {
    if (messages.length === 0) return [];
    return this.#chance(0.5) ? [messages] : messages.map((message) => [message]);
  }

  #several(make: () => SendEntry): SendEntry[] {
    return Array.from({ length: this.#chance(0.4) ? 2 + this.#whole(5) : 1 }, make);
  }

  #chance(of: number): boolean {
    return fraction(this.#random) < of;
  }

  #whole(below: number): number {
    return Math.floor(fraction(this.#random) * below);
  }
}
