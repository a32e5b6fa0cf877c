/** The memory engine under the suites of every engine. */
import { expect, it } from "vitest";
import { engineContract } from "./engine.contract.ts";
import { memoryEngine } from "./memory-engine.ts";
import { storeContract } from "./store.contract.ts";

engineContract("the memory engine", async () => {
  const engine = memoryEngine();
  return { engine, discard: () => engine.close() };
});

storeContract("the memory engine", async () => {
  const engine = memoryEngine();
  return { engine, discard: async () => {} };
});

it("keeps a row without the memory around it, in which an encoder wrote others that are gone", async () => {
  const engine = memoryEngine();
  const scratch = new Uint8Array(1_000_000);
  scratch.set([1, 2, 3], 500);
  await engine.commit([new Map([["row", scratch.subarray(500, 503)]])]);
  const kept = engine.get("row");
  expect([...(kept ?? [])]).toEqual([1, 2, 3]);
  expect(kept?.buffer.byteLength).toBeLessThan(scratch.length);
  scratch.fill(0);
  expect([...(engine.get("row") ?? [])]).toEqual([1, 2, 3]);
});
