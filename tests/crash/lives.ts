/** A server that is killed again and again, one life after another on the same data. */
import { setTimeout as sleep } from "node:timers/promises";
import { fraction, type Random } from "../../src/kernel/random.ts";
import { KillableServer } from "./killable-server.ts";

/** A server works for at least so long, from when it listens on, until it is killed. */
const WORK_SHORTEST_MILLISECONDS = 5;
/** One in so many is killed while it starts, at any moment up to this one. */
const KILLED_EARLY = 8;
const START_MILLISECONDS = 300;

export class Lives {
  readonly #program: string;
  readonly #data: string;
  readonly #killed: () => void;
  #server: KillableServer;

  /** `program` is the built command; `killed` is told of each death. */
  constructor(program: string, data: string, killed: () => void) {
    this.#program = program;
    this.#data = data;
    this.#killed = killed;
    this.#server = new KillableServer(program, data);
  }

  /** The server that listens, now or soon. */
  async server(): Promise<KillableServer> {
    for (;;) {
      const server = this.#server;
      try {
        await server.endpoint;
        // It may have been killed since, and the next one be on its way.
        if (!server.isKilled) return server;
      } catch (error) {
        if (!server.isKilled) throw error;
      }
      await server.ended;
      // The next one is started by whoever killed this one, in the same turn or the next.
      if (this.#server === server) await sleep(1);
    }
  }

  /** One life, and its end: at most so long after it listens, unless it is killed before. */
  async live(random: Random, longestMilliseconds: number): Promise<void> {
    if (random.uint32() % KILLED_EARLY === 0) await sleep(fraction(random) * START_MILLISECONDS);
    else {
      await this.server();
      const range = longestMilliseconds - WORK_SHORTEST_MILLISECONDS;
      await sleep(WORK_SHORTEST_MILLISECONDS + fraction(random) * range);
    }
    await this.kill();
  }

  async kill(): Promise<void> {
    await this.#server.end("SIGKILL");
    this.#killed();
    this.#server = new KillableServer(this.#program, this.#data);
  }
}
