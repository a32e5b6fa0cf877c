/** `sluice deploy --watch`: deploys a template, and again whatever changes, until it is interrupted. */
import { wakefulClock } from "../../kernel/real-clock.ts";
import type { DeployOptions } from "../deploy/deploy.ts";
import { fileSystemWatcher } from "./source-watcher.ts";
import { WatchSession } from "./watch-session.ts";

/** Resolves when the stack is deployed and its sources are watched; the process then lives until a signal. */
export async function watchCommand(options: DeployOptions): Promise<void> {
  const session = new WatchSession({
    ...options,
    clock: wakefulClock,
    watcher: fileSystemWatcher,
    tell: (line) => console.error(line),
  });
  const { outputs } = await session.start().catch(async (error: unknown) => {
    await session.close();
    throw error;
  });
  console.log(JSON.stringify(outputs, null, 2));
  console.error(`${options.stackName} is deployed and watched. Ctrl-C ends the watch; the stack stays.`);
  const stop = (): void => {
    // Nothing keeps the process alive then.
    void session.close();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}
