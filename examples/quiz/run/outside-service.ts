/** The outside notification service: a stranger's HTTP endpoint that fails now and then, by its seed. */
import { createHash } from "node:crypto";
import { createServer, type Server as HttpServer } from "node:http";

/** How many of a hundred students' notifications fail once, twice, and always. */
const FAIL_ONCE = 12;
const FAIL_TWICE = 4;
const FAIL_ALWAYS = 1;

export class OutsideService {
  readonly url: string;
  /** How often each notification was taken. */
  readonly taken = new Map<string, number>();
  #refused = 0;
  readonly #server: HttpServer;

  private constructor(url: string, server: HttpServer) {
    this.url = url;
    this.#server = server;
  }

  /** How many requests it failed. */
  get refused(): number {
    return this.#refused;
  }

  static async start(port: number, seed: number): Promise<OutsideService> {
    const attempts = new Map<string, number>();
    const server = createServer((incoming, outgoing) => {
      incoming.resume().on("end", () => {
        const key = String(incoming.headers["idempotency-key"]);
        const attempt = (attempts.get(key) ?? 0) + 1;
        attempts.set(key, attempt);
        const fails = attempt <= failuresOf(key, seed);
        if (fails) service.#refused++;
        else service.taken.set(key, (service.taken.get(key) ?? 0) + 1);
        outgoing.writeHead(fails ? 503 : 204).end();
      });
    });
    const service = new OutsideService(`http://127.0.0.1:${port}/notifications`, server);
    await new Promise<void>((done, failed) => {
      server.once("error", failed).listen(port, "127.0.0.1", done);
    });
    return service;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

/** How often the notification of this key fails before it is taken. */
export function failuresOf(key: string, seed: number): number {
  const drawn = createHash("sha256").update(`${seed} ${key}`).digest().readUInt32BE() % 100;
  if (drawn < FAIL_ALWAYS) return Number.POSITIVE_INFINITY;
  if (drawn < FAIL_ALWAYS + FAIL_TWICE) return 2;
  return drawn < FAIL_ALWAYS + FAIL_TWICE + FAIL_ONCE ? 1 : 0;
}
