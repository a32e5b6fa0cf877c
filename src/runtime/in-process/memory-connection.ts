/** Connections between a handler in this process and its cloud, which are no sockets. */
import { Duplex } from "node:stream";

/** One end: what is written to it is read from the other. It bears what HTTP clients do to sockets. */
export class MemoryConnection extends Duplex {
  readonly remoteAddress = "127.0.0.1";
  readonly connecting = false;
  #other: MemoryConnection | undefined;
  #taken: (() => void) | undefined;

  /** Both ends. */
  static pair(): readonly [MemoryConnection, MemoryConnection] {
    const [one, other] = [new MemoryConnection(), new MemoryConnection()];
    one.#other = other;
    other.#other = one;
    return [one, other];
  }

  override _read(): void {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#hand(chunk, done);
  }

  override _final(done: (error?: Error) => void): void {
    this.#hand(null, done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const other = this.#other;
    // Whoever reads at the other end gets what was written, and then hears that this one is gone.
    if (other !== undefined && !other.destroyed && !other.readableEnded) other.push(null);
    done(error);
  }

  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  #hand(chunk: Buffer | null, done: (error?: Error) => void): void {
    const other = this.#other;
    if (other === undefined || other.destroyed || other.readableEnded) {
      return done(Object.assign(new Error("The other end is closed."), { code: "EPIPE" }));
    }
    if (other.push(chunk) || chunk === null) done();
    else other.#taken = done;
  }
}
