import { describe, expect, it } from "vitest";
import { pause } from "./clock.ts";
import { VirtualClock } from "./virtual-clock.ts";

describe("a virtual clock", () => {
  it("stands still until it is moved", async () => {
    const clock = new VirtualClock(1_000);
    expect(clock.now()).toBe(1_000);
    await clock.advance(250);
    expect(clock.now()).toBe(1_250);
  });

  it("runs timers in the order in which they are due, each at its own time", async () => {
    const clock = new VirtualClock(0);
    const ran: string[] = [];
    for (const dueAt of [300, 100, 200, 100]) clock.at(dueAt, () => ran.push(`${dueAt}@${clock.now()}`));
    await clock.advance(250);
    expect(ran).toEqual(["100@100", "100@100", "200@200"]);
    expect(clock.nextDueAt()).toBe(300);
  });

  it("runs those of one moment together where that is asked for, and then lets all of it settle", async () => {
    const clock = new VirtualClock(0);
    const ran: string[] = [];
    for (const name of ["one", "two"]) clock.at(100, () => ran.push(name));
    clock.at(101, () => ran.push("later"));
    const settle = async (): Promise<void> => void ran.push("settled");
    clock.runTogetherWhile(() => true);
    await clock.advance(101, settle);
    expect(ran).toEqual(["settled", "one", "two", "settled", "later", "settled"]);
  });

  it("runs what timers set in motion before time goes on", async () => {
    const clock = new VirtualClock(0);
    const ran: string[] = [];
    const wait = async (): Promise<void> => {
      await pause(clock, 100);
      ran.push(`first@${clock.now()}`);
      await pause(clock, 100);
      ran.push(`second@${clock.now()}`);
    };
    void wait();
    clock.at(150, () => ran.push(`between@${clock.now()}`));
    await clock.advance(1_000);
    expect(ran).toEqual(["first@100", "between@150", "second@200"]);
  });

  it("jumps over timers, which run late and in order, before it is moved any further", async () => {
    const clock = new VirtualClock(0);
    const ran: string[] = [];
    for (const dueAt of [200, 100, 600]) clock.at(dueAt, () => ran.push(`${dueAt}@${clock.now()}`));
    clock.leap(500);
    expect([clock.now(), ran]).toEqual([500, []]);
    await clock.advance(50);
    expect([clock.now(), ran]).toEqual([550, ["100@500", "200@500"]]);
  });

  it("never calls a timer at once, even one that is overdue", async () => {
    const clock = new VirtualClock(1_000);
    let ran = false;
    clock.at(0, () => (ran = true));
    expect(ran).toBe(false);
    await clock.advance(0);
    expect(ran).toBe(true);
  });

  it("forgets what was cancelled, and a pause whose signal aborts ends", async () => {
    const clock = new VirtualClock(0);
    const cancel = clock.at(10, () => expect.unreachable());
    cancel();
    cancel();
    const controller = new AbortController();
    const paused = pause(clock, 1_000, controller.signal);
    controller.abort();
    await paused;
    expect(clock.nextDueAt()).toBeUndefined();
  });

  it("does not go back", async () => {
    const clock = new VirtualClock(1_000);
    await clock.advanceTo(500);
    expect(clock.now()).toBe(1_000);
  });

  it("lets a second move begin when the first has settled, so that no timer runs amid another's consequences", async () => {
    const clock = new VirtualClock(0);
    const ran: string[] = [];
    for (const dueAt of [100, 200]) {
      clock.at(dueAt, () => {
        ran.push(`begin ${dueAt}`);
        setImmediate(() => setImmediate(() => ran.push(`end ${dueAt}`)));
      });
    }
    const settle = async (): Promise<void> => {
      for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
    };
    await Promise.all([clock.advanceTo(150, settle), clock.advanceTo(250, settle)]);
    expect(ran).toEqual(["begin 100", "end 100", "begin 200", "end 200"]);
    expect(clock.now()).toBe(250);
  });

  it("goes on after a move that failed", async () => {
    const clock = new VirtualClock(0);
    clock.at(10, () => {
      throw new Error("a bug");
    });
    await expect(clock.advance(20)).rejects.toThrow("a bug");
    await clock.advance(20);
    expect(clock.now()).toBe(30);
  });

  it.each([Number.NaN, Infinity, 1.5])("is not moved by %d", (milliseconds) => {
    const clock = new VirtualClock(0);
    expect(() => clock.advance(milliseconds)).toThrow("whole number");
  });

  it("runs a hundred thousand timers, set in the worst order, without a pass over all of them for each", async () => {
    const clock = new VirtualClock(0);
    let ran = 0;
    for (let dueAt = 100_000; dueAt > 0; dueAt--) clock.at(dueAt, () => ran++);
    await clock.advance(100_000, () => Promise.resolve());
    expect(ran).toBe(100_000);
  });
});
