/** `sluice deploy --watch`: deploys a template, and again whatever changes, until it is interrupted. */
import { wakefulClock } from "../../kernel/real-clock.ts";
import type { StackOptions } from "../../deploy/deploy.ts";
import { followInspectors } from "./follow-inspectors.ts";
import { fileSystemWatcher } from "./source-watcher.ts";
import { WatchSession } from "./watch-session.ts";

/** Resolves when the stack is deployed and its sources are watched; the process then lives until a signal. */
export async function watchCommand(
  options: StackOptions & { readonly templatePath: string },
  inspectorPort?: number,
): Promise<void> {
  const follow = { endpoint: options.endpoint, clock: wakefulClock, tell };
  const end = inspectorPort === undefined ? () => {} : await followInspectors({ ...follow, port: inspectorPort });
  const session = new WatchSession({
    ...options,
    clock: wakefulClock,
    watcher: fileSystemWatcher,
    tell,
  });
  const { outputs } = await session.start().catch(async (error: unknown) => {
    end();
    await session.close();
    throw error;
  });
  console.log(JSON.stringify(outputs, null, 2));
  console.error(`${options.stackName} is deployed and watched. Ctrl-C ends the watch; the stack stays.`);
  const stop = (): void => {
    // Nothing keeps the process alive then.
    end();
    void session.close();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

/** On standard error: standard output is for what programs read. */
function tell(line: string): void {
  console.error(line);
}
