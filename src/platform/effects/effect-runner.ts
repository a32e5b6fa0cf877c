/**
 * Runs durable effects: at least once, in order for each source, resumed after a crash.
 *
 * A source is a line of waiting rows, of which this keeps only the numbers: payloads stay in the store until their turn,
 * but for a bounded number of the newest, whose turn mostly comes at once.
 * A line is `waiting` (its head is due later, an alarm is set), `ready` (due, but too many others run), `running`, or
 * `stranded` (its head cannot be read: nothing overtakes it, and the next start tries again).
 */
import type { Cancel, Clock } from "../../kernel/clock.ts";
import { Fifo } from "../../kernel/fifo.ts";
import type { Log } from "../../kernel/log.ts";
import { StoreOverloaded, type Store, type Transaction } from "../../store/store.ts";
import { EFFECT_RETRY_FIRST_MILLISECONDS, EFFECT_RETRY_LONGEST_MILLISECONDS, EFFECTS_AT_HAND } from "../limits.ts";
import type { Activity } from "../activity.ts";
import type { Story } from "../lineage/lineage.ts";
import type { AsyncScope, Frame } from "../scope.ts";
import { EffectFaults, type FaultyRetry } from "../faults/effect-faults.ts";
import type { Faults } from "../faults/faults.ts";
import type { EffectHandler } from "./effect-handler.ts";
import type { EffectRequest, EffectRetry, EffectRun } from "./effect.ts";
import { outbox, type StoredEffect } from "./outbox.ts";
import { type TurnTaker, Turns } from "./turns.ts";

/** The act that adds an effect. */
type AddedFrom = Pick<Frame, "account" | "region" | "cause" | "requestId" | "endpoint"> & { readonly now: number };

interface Line extends TurnTaker {
  readonly source: string;
  /** Row numbers in order; the first is the one whose turn it is. */
  readonly waiting: Fifo<number>;
  state: "idle" | "waiting" | "ready" | "running" | "stranded";
  cancelAlarm?: Cancel;
}

/** What the runner needs of the platform. */
export interface EffectSurroundings {
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Log;
  readonly activity: Activity;
  readonly handlers: ReadonlyMap<string, EffectHandler>;
  readonly faults: Faults;
  scopeOf(frame: Pick<Frame, "account" | "region" | "cause" | "requestId" | "endpoint">): AsyncScope;
}

export class EffectRunner {
  readonly #surroundings: EffectSurroundings;
  readonly #lines = new Map<string, Line>();
  readonly #turns = new Turns<Line>();
  /** Effects by row number as they were added, so that those whose turn comes soon are not read again. */
  readonly #atHand = new Map<number, StoredEffect>();
  readonly #faulty = new EffectFaults();
  #order = 0;
  #stopped = false;
  #abandoned = false;

  constructor(surroundings: EffectSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Takes up what a crash or a stop left behind. */
  start(): void {
    const found = this.#surroundings.store.read((tx) => [...outbox.keys(tx, [])]);
    for (const [source, order] of found) {
      this.#order = Math.max(this.#order, order + 1);
      this.#lineOf(source).waiting.push(order);
    }
    for (const line of this.#lines.values()) this.#consider(line);
  }

  /** Writes an effect with `tx` and returns what makes it run: to be called once the write may have consequences. */
  add(tx: Transaction, added: EffectRequest, from: AddedFrom): () => void {
    const order = this.#order++;
    const effect = storedEffect(added, from);
    outbox.put(tx, [effect.source, order], effect);
    return () => {
      if (this.#atHand.size < EFFECTS_AT_HAND) this.#atHand.set(order, effect);
      const line = this.#lineOf(effect.source);
      line.waiting.push(order);
      if (line.state === "idle") this.#consider(line);
    };
  }

  /** True when no effect runs and none is due. */
  get quiet(): boolean {
    return this.#turns.quiet;
  }

  /** How many effects wait or run, those that are due later included. */
  get pending(): number {
    let total = 0;
    for (const line of this.#lines.values()) total += line.waiting.size;
    return total;
  }

  /** Begins nothing more; what runs goes on. */
  stop(): void {
    this.#stopped = true;
    for (const line of this.#lines.values()) line.cancelAlarm?.();
  }

  /** What still runs is no longer noted, since the store may be gone: its rows stay, and it runs again after the next start. */
  abandon(): void {
    this.#abandoned = true;
  }

  #lineOf(source: string): Line {
    let line = this.#lines.get(source);
    if (line === undefined) {
      line = { source, waiting: new Fifo(), state: "idle", lane: undefined };
      this.#lines.set(source, line);
    }
    return line;
  }

  /** Decides what becomes of a line that does nothing: its head runs, waits for its time, or the line ends. */
  #consider(line: Line): void {
    if (this.#stopped || line.state === "stranded") return;
    const order = line.waiting.first();
    if (order === undefined) {
      this.#lines.delete(line.source);
      return;
    }
    let dueAt: number;
    try {
      const head = this.#read(line.source, order);
      dueAt = head?.dueAt ?? 0;
      line.lane = head?.lane;
    } catch (error) {
      // Nobody waits for an answer here: the server's log says what is wrong with the row.
      this.#strand(line, error);
      return;
    }
    if (dueAt > this.#surroundings.clock.now()) {
      line.state = "waiting";
      line.cancelAlarm = this.#surroundings.clock.at(dueAt, () => this.#consider(line));
      return;
    }
    line.state = "ready";
    this.#turns.add(line);
    this.#startReady();
  }

  #startReady(): void {
    while (!this.#stopped) {
      const line = this.#turns.take();
      if (line === undefined) return;
      line.state = "running";
      const done = this.#surroundings.activity.begin("effect");
      const finish = (): void => {
        this.#turns.end(line);
        done();
        if (line.state === "running") line.state = "idle";
        this.#consider(line);
        this.#startReady();
      };
      this.#run(line).then(finish, (error: unknown) => {
        this.#strand(line, error);
        finish();
      });
    }
  }

  /** Order and "at least once" forbid to pass over an effect that cannot be read or noted, so its line stands still. */
  #strand(line: Line, error: unknown): void {
    line.state = "stranded";
    this.#surroundings.log.error("effects of a source wait until the next start", { source: line.source, error });
  }

  async #run(line: Line): Promise<void> {
    const order = line.waiting.first();
    if (order === undefined) return;
    const effect = this.#read(line.source, order);
    this.#atHand.delete(order);
    if (effect === undefined) {
      line.waiting.shift();
      return;
    }
    const retry = await this.#tryUnderFaults(effect, order);
    await this.#note((tx) => {
      if (retry === undefined) return outbox.delete(tx, [line.source, order]);
      const attempts = attemptsAfter(effect, retry);
      outbox.put(tx, [line.source, order], { ...effect, dueAt: retry.retryAt, attempts });
    });
    if (retry === undefined) line.waiting.shift();
  }

  /** Writes how an effect ended; waits where the disk is behind. Its row stays when the store has failed or is given up. */
  async #note(change: (tx: Transaction) => void): Promise<void> {
    const { store } = this.#surroundings;
    for (;;) {
      if (this.#abandoned || store.failure() !== undefined) {
        this.#stopped = true;
        return;
      }
      try {
        // An effect whose removal is lost in a crash runs again: that is what "at least once" allows.
        store.write(change).committed.catch(() => {});
        return;
      } catch (error) {
        if (!(error instanceof StoreOverloaded)) throw error;
        // Should the store fail meanwhile, the next turn of the loop finds that.
        await store.synced().catch(() => {});
      }
    }
  }

  #tryUnderFaults(effect: StoredEffect, order: number): Promise<FaultyRetry | undefined> {
    const { faults, clock, scopeOf } = this.#surroundings;
    if (faults.active === undefined && this.#faulty.isQuiet) return this.#try(effect);
    const teller = { record: (story: Story) => scopeOf(effect).record(story) };
    const run = (): Promise<EffectRetry | undefined> => this.#try(effect);
    return this.#faulty.run(faults.active, { effect, order, now: clock.now(), teller, run });
  }

  async #try(effect: StoredEffect): Promise<EffectRetry | undefined> {
    const { handlers, log, clock } = this.#surroundings;
    const handler = handlers.get(effect.kind);
    if (handler === undefined) {
      log.error("an effect has no handler in this version; it is kept", { kind: effect.kind, source: effect.source });
      return { retryAt: clock.now() + EFFECT_RETRY_LONGEST_MILLISECONDS };
    }
    const run: EffectRun = { attempt: effect.attempts + 1, addedAt: effect.addedAt };
    try {
      // The payload is what the same service stored under this kind; the handler's own type says what that is.
      return (await handler(effect.payload as never, this.#surroundings.scopeOf(effect), run)) ?? undefined;
    } catch (error) {
      // A throw here is a fault or a bug, never an answer: it is logged, and the effect is tried again later.
      const wait = Math.min(
        EFFECT_RETRY_FIRST_MILLISECONDS * 2 ** Math.min(effect.attempts, 20),
        EFFECT_RETRY_LONGEST_MILLISECONDS,
      );
      log.error("an effect failed and will be tried again", { kind: effect.kind, source: effect.source, wait, error });
      return { retryAt: clock.now() + wait };
    }
  }

  #read(source: string, order: number): StoredEffect | undefined {
    return this.#atHand.get(order) ?? this.#surroundings.store.read((tx) => outbox.get(tx, [source, order]));
  }
}

/** Member by member: an object that is spread and then added to takes V8 ten times as long to make. */
function storedEffect(
  { kind, source, payload, dueAt, lane }: EffectRequest,
  { account, region, cause, requestId, endpoint, now }: AddedFrom,
): StoredEffect {
  const effect: StoredEffect = {
    kind,
    source,
    payload,
    account,
    region,
    cause,
    requestId,
    endpoint,
    addedAt: now,
    attempts: 0,
  };
  // Most effects have neither, and then store nothing of them.
  if (lane === undefined && dueAt === undefined) return effect;
  return { ...effect, ...(lane === undefined ? {} : { lane }), ...(dueAt === undefined ? {} : { dueAt }) };
}

function attemptsAfter({ attempts }: StoredEffect, { isNoAttempt }: FaultyRetry): number {
  return isNoAttempt ? attempts : attempts + 1;
}
