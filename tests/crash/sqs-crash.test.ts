/** SQS under kill -9: two hundred times under load, and the checker finds nothing lost, doubled or out of order. */
import { randomInt } from "node:crypto";
import { it } from "vitest";
import { passes } from "./crash-command.ts";

const CYCLES = 200;
/** Each run kills at other moments; the seed says at which. */
const SEED = randomInt(1_000_000_000);

it(`loses nothing when it is killed ${CYCLES} times (seed ${SEED})`, { timeout: 900_000 }, () =>
  passes("sqs", { cycles: CYCLES, seed: SEED }),
);
