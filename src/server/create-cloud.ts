/** The composition root: picks clock, chance, store and services, and puts the wire in front of them. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openGateway } from "../gateway/gateway.ts";
import { localCertificate } from "../gateway/certificate.ts";
import { outboundHttp } from "../gateway/outbound-http.ts";
import type { Clock } from "../kernel/clock.ts";
import { invariant } from "../kernel/invariant.ts";
import { silentLog, type Log } from "../kernel/log.ts";
import { seededRandom, systemRandom, type Random } from "../kernel/random.ts";
import { realClock } from "../kernel/real-clock.ts";
import { VirtualClock } from "../kernel/virtual-clock.ts";
import type { LineageLog } from "../platform/lineage/lineage-log.ts";
import { Platform } from "../platform/platform.ts";
import { createCodeFolders } from "../runtime/code-folders.ts";
import { createProcessRuntime } from "../runtime/process-runtime.ts";
import { linkSdkModules } from "../runtime/sdk-modules.ts";
import { openStore, type OpenedStore } from "../store/open-store.ts";
import { adminRoute } from "./admin/admin-route.ts";
import { metricSink } from "./metric-sink.ts";
import { SERVICES } from "./services.ts";

/** How a cloud is to be. */
export interface CloudOptions {
  /** The address to listen on: loopback unless another is given. */
  readonly host?: string;
  /** 0, the default, lets the system choose. */
  readonly port?: number;
  /** The folder that everything is kept in; memory when absent. */
  readonly data?: string;
  readonly clock?: "real" | "virtual";
  /** Where a virtual clock starts, in milliseconds since the epoch; the machine's time when absent. */
  readonly startAt?: number;
  /** Makes everything that is drawn by chance the same each time. */
  readonly seed?: number;
  readonly account?: string;
  readonly region?: string;
  /** Names, beyond localhost and addresses, under which clients may reach this server. */
  readonly allowedHosts?: readonly string[];
  readonly log?: Log;
}

/** A running cloud. */
export interface Cloud {
  /** What a client's AWS_ENDPOINT_URL is set to. */
  readonly endpoint: string;
  readonly port: number;
  readonly lineage: LineageLog;
  now(): number;
  /** Moves a virtual clock on; resolves when everything that fell due has settled. */
  advance(milliseconds: number): Promise<void>;
  /** Resolves when nothing is under way and nothing is due. */
  settle(): Promise<void>;
  /** Stops accepting, lets what is under way finish for a bounded time, and lets go of the data folder. */
  close(): Promise<void>;
}

const DEFAULT_ACCOUNT = "000000000000";
const DEFAULT_REGION = "us-east-1";

/**
 * Starts a cloud.
 * @throws DataFolderRefused when another process holds the data folder, or a newer version wrote it; the system's error
 * when the port is taken
 */
export async function createCloud(options: CloudOptions = {}): Promise<Cloud> {
  const clock: Clock = options.clock === "virtual" ? new VirtualClock(options.startAt ?? realClock.now()) : realClock;
  const random = options.seed === undefined ? systemRandom() : seededRandom(options.seed);
  const log = options.log ?? silentLog;
  const opened = await openStore(
    options.data === undefined ? { memory: true, random } : { directory: options.data, random },
  );
  try {
    const workDirectory = await workDirectoryOf(options);
    return await compose({ options, clock, random, log, opened, workDirectory });
  } catch (error) {
    await opened.close();
    throw error;
  }
}

interface Composition {
  readonly options: CloudOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly opened: OpenedStore;
  readonly workDirectory: string;
}

async function compose({ options, clock, random, log, opened, workDirectory }: Composition): Promise<Cloud> {
  const address: { port?: number } = {};
  const localEndpoint = (): string => {
    invariant(address.port !== undefined, "nothing runs before the cloud listens");
    return `http://127.0.0.1:${address.port}`;
  };
  // Found by Node's own rules, since it lies above every folder with unpacked function code.
  const sdkModulesDirectory = join(workDirectory, "node_modules");
  linkSdkModules(sdkModulesDirectory);
  const codeFolders = createCodeFolders({ directory: join(workDirectory, "functions") });
  const functions = createProcessRuntime({ clock, random, log, sdkModulesDirectory });
  const platform = new Platform({
    services: SERVICES,
    store: opened.store,
    blobs: opened.blobs,
    clock,
    random,
    log,
    ports: { functions, codeFolders, outbound: outboundHttp(clock), localEndpoint },
    metricSink: metricSink(() => platform.scope()),
    account: options.account ?? DEFAULT_ACCOUNT,
    region: options.region ?? DEFAULT_REGION,
  });
  const certificateDirectory = options.data === undefined ? undefined : join(options.data, "tls");
  const gateway = await openGateway({
    platform,
    random,
    log,
    host: options.host ?? "127.0.0.1",
    port: options.port ?? 0,
    allowedHosts: options.allowedHosts ?? [],
    account: options.account ?? DEFAULT_ACCOUNT,
    region: options.region ?? DEFAULT_REGION,
    routes: [adminRoute(platform)],
    certificate: () => localCertificate({ directory: certificateDirectory, clock: realClock, random: systemRandom() }),
  });
  address.port = gateway.port;
  platform.start();
  return {
    endpoint: localEndpoint(),
    port: gateway.port,
    lineage: platform.lineage,
    now: () => clock.now(),
    async advance(milliseconds) {
      invariant(clock instanceof VirtualClock, "only a virtual clock can be moved");
      await clock.advance(milliseconds, () => platform.settle());
      await platform.settle();
    },
    settle: () => platform.settle(),
    async close() {
      platform.halt();
      await gateway.close();
      await platform.stop();
      await functions.close();
      await opened.close();
      if (options.data === undefined) await rm(workDirectory, { recursive: true, force: true });
    },
  };
}

/** Unpacked code lives with the data; a cloud in memory takes a temporary folder, and removes it when it closes. */
function workDirectoryOf({ data }: CloudOptions): Promise<string> {
  return data === undefined ? mkdtemp(join(tmpdir(), "sluice-")) : Promise.resolve(join(data, "work"));
}
