/** What a service keeps in memory for as long as one cloud lives: waiters, caches, pollers. Never module state. */

/** Names one such thing and says how it begins. Compare by identity. */
export interface Local<T> {
  readonly name: string;
  readonly create: () => T;
}

/** Declares something that each cloud has one of; `at.local(it)` gives that cloud's. */
export function local<T>(name: string, create: () => T): Local<T> {
  return { name, create };
}

/** One cloud's things, made when they are first asked for. */
export class Locals {
  readonly #values = new Map<Local<unknown>, unknown>();

  get<T>(key: Local<T>): T {
    let value = this.#values.get(key);
    if (value === undefined) {
      value = key.create();
      this.#values.set(key, value);
    }
    // The map's only writer is the line above: the value under a key is what that key made.
    return value as T;
  }
}
