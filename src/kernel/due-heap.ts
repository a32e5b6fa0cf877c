/** What falls due later, soonest first: a binary heap, so that hundreds of thousands of timers cost no more than a few. */

/** Something that falls due. */
export interface Due {
  readonly dueAt: number;
  /** Decides between those that are due at the same time: the lower one comes first. */
  readonly order: number;
  /** Set by the heap: it is passed over, and leaves when its turn comes or when half of all are like it. */
  cancelled: boolean;
}

/** So few cancelled ones are not worth the walk that removes them. */
const CANCELLED_KEPT = 64;

export class DueHeap<T extends Due> {
  #heap: T[] = [];
  #cancelled = 0;

  add(item: T): void {
    this.#heap.push(item);
    this.#rise(this.#heap.length - 1);
  }

  /** The one that is due first, or undefined when there is none. */
  first(): T | undefined {
    while (this.#heap[0]?.cancelled === true) {
      this.#removeFirst();
      this.#cancelled--;
    }
    return this.#heap[0];
  }

  /** Takes the first out. */
  take(): T | undefined {
    const first = this.first();
    if (first !== undefined) {
      this.#removeFirst();
      // It is no longer in the heap, so that cancelling it has nothing left to do.
      first.cancelled = true;
    }
    return first;
  }

  /** Makes `item` never come; nothing happens when it has come already. */
  cancel(item: T): void {
    if (item.cancelled) return;
    item.cancelled = true;
    this.#cancelled++;
    if (this.#cancelled > CANCELLED_KEPT && this.#cancelled * 2 > this.#heap.length) this.#sweep();
  }

  /** Removes every cancelled one, which costs no more than their cancelling did. A sorted list is a heap. */
  #sweep(): void {
    this.#heap = this.#heap.filter((item) => !item.cancelled).toSorted(byDue);
    this.#cancelled = 0;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(start: number): void {
    for (let index = start; index > 0;) {
      const above = (index - 1) >> 1;
      if (!this.#swapUnlessOrdered(above, index)) return;
      index = above;
    }
  }

  #sink(start: number): void {
    for (let index = start; ;) {
      const left = 2 * index + 1;
      const right = left + 1;
      const [one, other] = [this.#heap[left], this.#heap[right]];
      if (one === undefined) return;
      const sooner = other !== undefined && byDue(other, one) < 0 ? right : left;
      if (!this.#swapUnlessOrdered(index, sooner)) return;
      index = sooner;
    }
  }

  #swapUnlessOrdered(above: number, below: number): boolean {
    const [upper, lower] = [this.#heap[above], this.#heap[below]];
    if (upper === undefined || lower === undefined || byDue(upper, lower) < 0) return false;
    this.#heap[above] = lower;
    this.#heap[below] = upper;
    return true;
  }
}

function byDue(left: Due, right: Due): number {
  return left.dueAt - right.dueAt || left.order - right.order;
}
