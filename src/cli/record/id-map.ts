/** What a recording calls things, and what they are called in the cloud that it is replayed in. */
import type { IssuedId } from "../../server/recording/recorded-call.ts";

export class IdMap {
  readonly #names = new Map<string, string>();
  readonly #endpoint: string;

  constructor(endpoint: string) {
    this.#endpoint = endpoint.replace(/\/+$/, "");
  }

  /** Learns from two answers to the same call: ids that stand at the same place are the same thing. */
  learn(recorded: readonly IssuedId[] = [], replayed: readonly IssuedId[] = []): void {
    for (const [index, [name, value]] of recorded.entries()) {
      const [otherName, other] = replayed[index] ?? [];
      if (otherName === name && other !== undefined) this.#names.set(value, other);
    }
  }

  /** An input with the names of the new cloud: ids as wholes, and URLs on the recorded endpoint on the new one. */
  translated(value: unknown, recordedEndpoint: string): unknown {
    if (typeof value === "string") {
      const known = this.#names.get(value);
      if (known !== undefined) return known;
      return value.startsWith(`${recordedEndpoint}/`) ? this.#endpoint + value.slice(recordedEndpoint.length) : value;
    }
    if (Array.isArray(value)) return value.map((each) => this.translated(each, recordedEndpoint));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, this.translated(member, recordedEndpoint)]),
    );
  }
}
