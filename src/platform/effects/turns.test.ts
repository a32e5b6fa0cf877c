import { describe, expect, it } from "vitest";
import { EFFECT_CONCURRENCY, LANE_CONCURRENCY, OUTSIDE_CONCURRENCY } from "../limits.ts";
import { type TurnTaker, Turns } from "./turns.ts";

function takers(count: number, lane?: string): TurnTaker[] {
  return Array.from({ length: count }, () => ({ lane }));
}

/** Takes all that may run now. */
function takeAll(turns: Turns<TurnTaker>): TurnTaker[] {
  const taken: TurnTaker[] = [];
  for (let next = turns.take(); next !== undefined; next = turns.take()) taken.push(next);
  return taken;
}

describe("turns", () => {
  it("give each lane its places, however much of it is ready, and what stays inside its own", () => {
    const turns = new Turns<TurnTaker>();
    for (const each of [...takers(1_000, "slow"), ...takers(1, "quick"), ...takers(300)]) turns.add(each);
    const running = takeAll(turns);
    const count = (lane?: string): number => running.filter((each) => each.lane === lane).length;
    expect([count("slow"), count("quick"), count()]).toEqual([LANE_CONCURRENCY, 1, EFFECT_CONCURRENCY]);
  });

  it("go on in order as places come free, and end quiet", () => {
    const turns = new Turns<TurnTaker>();
    const all = takers(LANE_CONCURRENCY * 3 + 1, "slow");
    for (const each of all) turns.add(each);
    const seen: TurnTaker[] = [];
    for (let running = takeAll(turns); running.length > 0; running = takeAll(turns)) {
      expect([running.length <= LANE_CONCURRENCY, turns.quiet]).toEqual([true, false]);
      seen.push(...running);
      for (const each of running) turns.end(each);
    }
    expect(seen).toEqual(all);
    expect(turns.quiet).toBe(true);
  });

  it("bound all lanes together", () => {
    const turns = new Turns<TurnTaker>();
    for (let lane = 0; lane < OUTSIDE_CONCURRENCY + 5; lane++) turns.add({ lane: String(lane) });
    const running = takeAll(turns);
    expect(running.length).toBe(OUTSIDE_CONCURRENCY);
    for (const each of running) turns.end(each);
    expect(takeAll(turns).length).toBe(5);
  });
});
