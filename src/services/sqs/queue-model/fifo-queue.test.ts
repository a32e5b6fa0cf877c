/** Whatever is done to a FIFO queue, in whatever order, it does what its model says. */
import { describe, it } from "vitest";
import { checkQueues } from "./check-queues.fixture.ts";

describe("a FIFO queue", () => {
  // Half a minute on a machine of its own; the bound is for what hangs.
  it("does what its model says", { timeout: 600_000 }, () => checkQueues("fifo"));
});
