/** What handles and expectations need of the cloud that they belong to. */
import type { MeteredUsage } from "../platform/metering/meter.ts";
import type { Evidence } from "../server/expectations/evidence.ts";
import type { AskInMemory } from "../server/ask-in-memory.ts";
import type { Clients } from "./clients.ts";
import type { Handlers } from "./functions/handlers.ts";
import type { Resources } from "./resources.ts";
import type { TestClock } from "./test-clock.ts";

export interface CloudInside extends Evidence {
  readonly clients: Clients;
  readonly resources: Resources;
  readonly handlers: Handlers;
  readonly clock: TestClock;
  readonly ask: AskInMemory;
  readonly usage: () => readonly MeteredUsage[];
  /** Asks the admin API; rejects with what it says when it refuses. */
  readonly admin: (method: string, target: string) => Promise<unknown>;
  readonly settle: () => Promise<void>;
}
