/** SNS under kill -9: fifty times in the middle of publishes, and the checker finds nothing lost, doubled or out of order. */
import { randomInt } from "node:crypto";
import { it } from "vitest";
import { passes } from "../crash-command.ts";

const CYCLES = 50;
/** Each run kills at other moments; the seed says at which. */
const SEED = randomInt(1_000_000_000);

it(`loses nothing when it is killed ${CYCLES} times (seed ${SEED})`, { timeout: 600_000 }, () =>
  passes("sns", { cycles: CYCLES, seed: SEED }),
);
