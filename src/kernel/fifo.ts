/** A line of waiting things whose head leaves at the same cost however long the line is: an array's `shift` moves the rest. */

/** How many places at the front may be empty before the line is moved up; it is then at least half empty. */
const EMPTY_PLACES = 1_024;

/** First in, first out. */
export class Fifo<T> {
  #places: (T | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#places.length - this.#head;
  }

  /** The one whose turn it is, or undefined when nothing waits. */
  first(): T | undefined {
    return this.#places[this.#head];
  }

  push(value: T): void {
    this.#places.push(value);
  }

  /** Takes the first out of the line. */
  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const value = this.#places[this.#head];
    this.#places[this.#head] = undefined;
    this.#head++;
    if (this.#head >= EMPTY_PLACES && this.#head * 2 >= this.#places.length) {
      this.#places = this.#places.slice(this.#head);
      this.#head = 0;
    }
    return value;
  }
}
