/** Makes a cloud for a test: in memory, with a clock that stands still and chance that repeats itself. */
import type { Log } from "../kernel/log.ts";
import type { GivenFault } from "../platform/faults/read-fault-rule.ts";
import { refuseUnknown } from "../server/refuse-unknown.ts";
import { SETTING_NAMES, type SettingOptions } from "../server/settings.ts";
import { embedCloud } from "../server/create-cloud.ts";
import { loadSdk } from "./load-sdk.ts";
import { type Handler, Handlers } from "./functions/handlers.ts";
import { withoutStubs } from "./functions/stub-archive.ts";
import type { Resources } from "./resources.ts";
import type { Snapshot } from "./snapshot.ts";
import { type Moment, momentMilliseconds } from "./test-clock.ts";
import { TestCloud } from "./test-cloud.ts";

/** How the cloud is to be. Nothing needs to be said. */
export interface CloudOptions extends SettingOptions {
  /** `virtual`, the default: time stands still until it is moved. `real`: it is the machine's, and cannot be moved. */
  readonly clock?: "real" | "virtual";
  /** Where a virtual clock starts; 2026-01-01T00:00:00Z when absent, or where the snapshot was taken. */
  readonly startAt?: Moment;
  /** Another seed draws other ids and other chances; the same seed the same ones, each time. */
  readonly seed?: number;
  /** `000000000000` when absent. */
  readonly account?: string;
  /** `us-east-1` when absent. */
  readonly region?: string;
  /** What breaks on purpose from the beginning: see docs/guides/faults.md. `TestCloud.faults` adds and removes more. */
  readonly faults?: readonly GivenFault[];
  /**
   * A folder to keep everything in, so that the next cloud that is given it begins where this one was closed; memory when
   * absent. Give that one `startAt` and the handlers, too.
   */
  readonly data?: string;
  /** Begins with the state of another cloud: see `TestCloud.snapshot`. */
  readonly from?: Snapshot;
  /** Functions that run in the test's process, by logical id, name or ARN. */
  readonly handlers?: Readonly<Record<string, Handler>>;
  /** Is told what the server would write to its own log; nobody is when absent. */
  readonly log?: Log;
}

const OPTION_NAMES = {
  ...SETTING_NAMES,
  clock: true,
  startAt: true,
  seed: true,
  account: true,
  region: true,
  faults: true,
  data: true,
  from: true,
  handlers: true,
  log: true,
} satisfies Record<keyof CloudOptions, true>;

const START = Date.UTC(2026, 0, 1);
const SEED = 1;

/**
 * Makes a cloud. It has no port and starts no process before either is needed.
 * @throws RangeError for an option that there is not, and for two beginnings; FaultRefusal for a fault that could not do
 * what it says
 */
export async function createCloud(options: CloudOptions = {}): Promise<TestCloud> {
  refuseUnknown(options, OPTION_NAMES);
  const { from, handlers = {}, startAt, seed, clock = "virtual", ...settings } = options;
  if (from !== undefined && options.data !== undefined) {
    throw new RangeError("A cloud begins with a snapshot or with what a folder has: give it from or data, not both.");
  }
  const { account = from?.parts.account, region = from?.parts.region } = options;
  if (settings.faults !== undefined) await loadSdk();
  let handOver: (handlers: Handlers) => void = () => {};
  // A cloud that begins with a snapshot may have functions to run before its handles are made.
  const bound = new Promise<Handlers>((resolve) => (handOver = resolve));
  const inside = await embedCloud(
    {
      ...settings,
      clock,
      startAt: startAt === undefined ? (from?.parts.now ?? START) : momentMilliseconds(startAt),
      seed: seed ?? from?.parts.seed ?? SEED,
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
    },
    {
      state: from?.parts.state,
      bindingOf: async (spec) => (await bound).bindingOf(spec),
      codeFolders: withoutStubs,
    },
  );
  const handlersOf = (resources: Resources): Handlers => {
    const made = new Handlers((functionName) => resources.logicalIds(functionName), from?.parts.handlers);
    for (const [name, handler] of Object.entries(handlers)) made.bind(name, handler);
    handOver(made);
    return made;
  };
  const isContinued = from !== undefined || options.data !== undefined;
  return new TestCloud({ inside, handlers: handlersOf, account, region, isContinued });
}
