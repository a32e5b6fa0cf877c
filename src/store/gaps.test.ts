/** Gaps against a plain set of the keys that they cover. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { Gaps } from "./gaps.ts";

const PLACES = 40;
const arbitraryPlace = fc.nat(PLACES - 1);
const arbitraryStep = fc.oneof(
  fc.record({ add: fc.tuple(arbitraryPlace, arbitraryPlace) }),
  fc.record({ put: arbitraryPlace }),
);

/** Keys are whole numbers here; what is between two of them is behind the first. */
function keyAt(place: number): string {
  return String(place).padStart(3, "0");
}

it("skips what was noted as empty, and nothing that has a row again", () => {
  fc.assert(
    fc.property(fc.array(arbitraryStep, { maxLength: 40 }), (steps) => {
      const gaps = new Gaps();
      const empty = new Set<number>();
      for (const step of steps) {
        if ("add" in step) {
          const [start, end] = step.add;
          gaps.add(keyAt(start), keyAt(end));
          for (let place = start; place < end; place++) empty.add(place);
        } else {
          gaps.put(keyAt(step.put));
          empty.delete(step.put);
        }
        for (let place = 0; place < PLACES; place++) {
          const skipped = gaps.skip(keyAt(place));
          if (!empty.has(place)) expect(skipped).toBe(keyAt(place));
          let next = place;
          while (empty.has(next)) next++;
          // Behind a key that has a row again, the end of the stretch before it is that key.
          expect(skipped <= keyAt(next)).toBe(true);
          if (empty.has(place)) expect(skipped > keyAt(place)).toBe(true);
        }
      }
    }),
  );
});
