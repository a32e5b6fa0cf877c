/** The heap gives what a sorted list would, cancelled ones left out, at a cost that does not grow with the square. */
import { describe, expect, it } from "vitest";
import { DueHeap, type Due } from "./due-heap.ts";
import { seededRandom } from "./random.ts";

const due = (dueAt: number, order: number): Due => ({ dueAt, order, cancelled: false });

function drain(heap: DueHeap<Due>): Due[] {
  const taken: Due[] = [];
  for (let next = heap.take(); next !== undefined; next = heap.take()) taken.push(next);
  return taken;
}

describe("the heap", () => {
  it.each([1, 2, 3, 4, 5])("gives what a sorted list would, with seed %d", (seed) => {
    const random = seededRandom(seed);
    const heap = new DueHeap<Due>();
    let expected: Due[] = [];
    for (let order = 0; order < 2_000; order++) {
      const item = due(random.uint32() % 50, order);
      heap.add(item);
      expected.push(item);
      const draw = random.uint32() % 3;
      if (draw === 0) {
        const victim = expected[random.uint32() % expected.length];
        if (victim !== undefined) heap.cancel(victim);
        expected = expected.filter((other) => other !== victim);
      } else if (draw === 1 && order % 5 === 0) {
        expected.sort((left, right) => left.dueAt - right.dueAt || left.order - right.order);
        expect(heap.first()).toBe(expected[0]);
        expect(heap.take()).toBe(expected.shift());
      }
    }
    expect(drain(heap)).toEqual(
      expected.toSorted((left, right) => left.dueAt - right.dueAt || left.order - right.order),
    );
  });

  it("keeps nothing of what was cancelled for long, and cancelling what has come does nothing", () => {
    const heap = new DueHeap<Due>();
    const items = Array.from({ length: 300_000 }, (_, order) => due(order, order));
    for (const item of items) heap.add(item);
    for (const item of items.slice(1)) heap.cancel(item);
    const first = heap.take();
    expect(first?.order).toBe(0);
    if (first !== undefined) heap.cancel(first);
    heap.add(due(7, 300_000));
    expect(drain(heap).map((item) => item.order)).toEqual([300_000]);
  });
});
