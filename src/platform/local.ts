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

/** A thing of this kind that a cloud begins with, instead of the one that the service would make. */
export interface Preset<T = unknown> {
  readonly key: Local<T>;
  readonly value: T;
}

/** How the server hands a service its settings: `at.local(key)` then gives `value`. */
export function preset<T>(key: Local<T>, value: T): Preset<T> {
  return { key, value };
}

/** One cloud's things, made when they are first asked for. */
export class Locals {
  readonly #values = new Map<Local<unknown>, unknown>();

  constructor(presets: readonly Preset[] = []) {
    for (const { key, value } of presets) this.#values.set(key, value);
  }

  get<T>(key: Local<T>): T {
    let value = this.#values.get(key);
    if (value === undefined) {
      value = key.create();
      this.#values.set(key, value);
    }
    // Only the line above and presets write to the map: the value under a key is of that key's type.
    return value as T;
  }
}
