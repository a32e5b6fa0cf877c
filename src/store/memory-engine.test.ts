/** The memory engine under the suites of every engine. */
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
