/** Types for the tests that every runner runs. */
import type * as Kit from "../../../src/testing/index.ts";

export function testKit(test: (title: string, run: () => Promise<void>) => unknown, kit: typeof Kit): void;
