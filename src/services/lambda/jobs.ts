/** What runs as long as the cloud does: the queue of asynchronous invocations and the pollers of event source mappings. */
import type { Job } from "../../platform/service.ts";
import { eventQueue } from "./asynchronous/event-queue.ts";
import { provisionedKeeper } from "./provisioned/provisioned-keeper.ts";
import { supervisor } from "./mapping/mapping-supervisor.ts";

export const jobs: readonly Job[] = [
  { name: "lambda asynchronous invocations", start: (at) => at.local(eventQueue).start(at) },
  { name: "lambda provisioned concurrency", start: (at) => at.local(provisionedKeeper).start(at) },
  { name: "lambda event source mappings", start: (at) => at.local(supervisor).start(at) },
];
