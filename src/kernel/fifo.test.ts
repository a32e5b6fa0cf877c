/** A line gives back what was put into it, in order, whenever it is moved up. */
import { describe, expect, it } from "vitest";
import { Fifo } from "./fifo.ts";

describe("a line", () => {
  it("is empty at first, and again when everything has left", () => {
    const line = new Fifo<string>();
    expect([line.size, line.first(), line.shift()]).toEqual([0, undefined, undefined]);
    line.push("a");
    expect([line.size, line.first(), line.shift()]).toEqual([1, "a", "a"]);
    expect([line.size, line.first(), line.shift()]).toEqual([0, undefined, undefined]);
  });

  it("keeps the order while some come and others leave, across every move", () => {
    const line = new Fifo<number>();
    const left: number[] = [];
    let came = 0;
    for (let round = 0; round < 400; round++) {
      for (let count = 0; count < 30; count++) line.push(came++);
      for (let count = 0; count < 20; count++) left.push(line.shift() ?? -1);
      expect(line.size).toBe(came - left.length);
      expect(line.first()).toBe(left.length);
    }
    while (line.size > 0) left.push(line.shift() ?? -1);
    expect(left).toEqual(Array.from({ length: came }, (_, index) => index));
  });
});
