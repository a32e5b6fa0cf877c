/** The composition root: picks clock, chance, store and services, and puts the wire in front of them. */
import { join, resolve } from "node:path";
import { createGateway, type Gateway } from "../gateway/gateway.ts";
import { type AcceptInMemory, memoryListener } from "../gateway/http/memory-listener.ts";
import { localCertificate } from "../gateway/certificate.ts";
import type { Clock } from "../kernel/clock.ts";
import { invariant } from "../kernel/invariant.ts";
import { silentLog, type Log } from "../kernel/log.ts";
import { seededRandom, systemRandom } from "../kernel/random.ts";
import { realClock } from "../kernel/real-clock.ts";
import { VirtualClock } from "../kernel/virtual-clock.ts";
import type { Faults } from "../platform/faults/faults.ts";
import type { GivenFault } from "../platform/faults/read-fault-rule.ts";
import type { LineageLog, LineageObserver } from "../platform/lineage/lineage-log.ts";
import { Platform, type PlatformParts } from "../platform/platform.ts";
import { notImplemented } from "../platform/service-error.ts";
import { MEMORY_ENDPOINT } from "../platform/ports/memory-address.ts";
import type { InspectOptions } from "../runtime/languages/inspection.ts";
import { stateOf } from "../store/memory-store.ts";
import type { OpenedStore } from "../store/open-store.ts";
import { adminRoute } from "./admin/admin-route.ts";
import { askInMemory } from "./ask-in-memory.ts";
import { callsTo } from "./direct/call-directly.ts";
import type { Embedding, Inside } from "./embedding.ts";
import { Endings } from "./endings.ts";
import { Observation } from "./expectations/observation.ts";
import { metricSink } from "./metric-sink.ts";
import { OtlpExporter } from "./otlp/otlp-exporter.ts";
import { tracesUrl } from "./otlp/post-spans.ts";
import { openPlace } from "./open-place.ts";
import { type PortSurroundings, portsOf } from "./ports-of.ts";
import { Recorder } from "./recording/recorder.ts";
import { SERVICES } from "./services.ts";
import { refuseUnknown } from "./refuse-unknown.ts";
import { presetsOf, SETTING_NAMES, type SettingOptions, type Settings, settingsOf } from "./settings.ts";

/** How a cloud is to be. */
export interface CloudOptions extends SettingOptions {
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
  /** Where lineage is sent as OpenTelemetry spans, over OTLP/HTTP as JSON; nowhere when absent. */
  readonly otlp?: string;
  readonly log?: Log;
  /** The faults that it begins with, and again after a reset. */
  readonly faults?: readonly GivenFault[];
  /** Opens Node.js functions to debuggers; their timeouts are off then. */
  readonly inspect?: InspectOptions;
}

/** A running cloud. */
export interface Cloud {
  /** What a client's AWS_ENDPOINT_URL is set to. */
  readonly endpoint: string;
  readonly port: number;
  readonly lineage: LineageLog;
  /** What breaks on purpose: rules may be added and removed at any time. */
  readonly faults: Faults;
  now(): number;
  /** Moves a virtual clock on; resolves when everything that fell due has settled. */
  advance(milliseconds: number): Promise<void>;
  /** Resolves when nothing is under way and nothing is due. */
  settle(): Promise<void>;
  /** Stops accepting, lets what is under way finish for a bounded time, and lets go of the data folder. */
  close(): Promise<void>;
}

const OPTION_NAMES = {
  ...SETTING_NAMES,
  host: true,
  port: true,
  data: true,
  clock: true,
  startAt: true,
  seed: true,
  account: true,
  region: true,
  allowedHosts: true,
  otlp: true,
  log: true,
  faults: true,
  inspect: true,
} satisfies Record<keyof CloudOptions, true>;

const DEFAULT_ACCOUNT = "000000000000";
const DEFAULT_REGION = "us-east-1";

/**
 * Starts a cloud.
 * @throws FolderInUse when another process holds the data folder; UnknownDataFormat when another version wrote it; the
 * system's error when the port is taken; RangeError for an option that there is not; FaultRefusal for a fault that
 * could not do what it says
 */
export async function createCloud(options: CloudOptions = {}): Promise<Cloud> {
  refuseUnknown(options, OPTION_NAMES);
  const { clock, platform, listen, close } = await embedCloud(options);
  // It listens already: this only asks where.
  const endpoint = await listen();
  return {
    endpoint,
    port: Number(new URL(endpoint).port),
    get lineage() {
      return platform().lineage;
    },
    get faults() {
      return platform().faults;
    },
    now: () => clock.now(),
    async advance(milliseconds) {
      invariant(clock instanceof VirtualClock, "only a virtual clock can be moved");
      await clock.advance(milliseconds, () => platform().settle());
      await platform().settle();
    },
    settle: () => platform().settle(),
    close,
  };
}

/**
 * Starts a cloud for a program that goes about with its inside. With an `embedding` the port is opened when that is
 * asked for, and not before.
 * @throws as createCloud
 */
export async function embedCloud(options: CloudOptions, embedding?: Embedding): Promise<Inside> {
  const endings = new Endings();
  try {
    return await compose(withWholePath(options), endings, embedding);
  } catch (error) {
    // Why it did not start is what the caller must hear, whatever becomes of what had been opened.
    await endings.close().catch(() => {});
    throw error;
  }
}

/** Functions run in folders of their own, where a path from this process's folder leads elsewhere. */
function withWholePath(options: CloudOptions): CloudOptions {
  return options.data === undefined ? options : { ...options, data: resolve(options.data) };
}

async function compose(options: CloudOptions, endings: Endings, embedding: Embedding | undefined): Promise<Inside> {
  const settings = settingsOf(options);
  const clock: Clock = options.clock === "virtual" ? new VirtualClock(options.startAt ?? realClock.now()) : realClock;
  const random = options.seed === undefined ? systemRandom() : seededRandom(options.seed);
  const { data, log = silentLog, account = DEFAULT_ACCOUNT, region = DEFAULT_REGION } = options;
  const lineageObserver = exporterOf(options, { clock, log, endings });
  let opened = await openPlace({ data, random, state: embedding?.state });
  endings.add(() => opened.close());
  const observation = observationOf(options, embedding);
  const machine = { data, clock, random, log, endings, settings, inspect: options.inspect, observation };
  const accept: AcceptInMemory = (connection) => acceptInMemory(connection);
  const wire = { accept, endpoint: () => port.endpoint(), listen: () => port.listen() };
  const { debuggers, ...ports } = await portsOf({ ...machine, ...wire }, embedding);
  const shared = { services: SERVICES, clock, random, log, ports, account, region, settings: presetsOf(settings) };
  const platformOn = ({ store, blobs }: OpenedStore): Platform =>
    new Platform({
      ...shared,
      ...(options.faults && { faults: options.faults }),
      ...platformChoices(settings),
      lineageObserver,
      store,
      blobs,
      metricSink: metricSink(() => platform.scope()),
      observe: observation && ((call) => observation.messages.observe(call)),
    });
  let platform = platformOn(opened);
  endings.add(() => platform.stop());
  const reset = async (): Promise<void> => {
    if (data !== undefined) throw notImplemented("a reset of a cloud that keeps its data in a folder");
    await platform.stop();
    ports.functions.retire("");
    opened = await openPlace({ random });
    observation?.clear();
    platform = platformOn(opened);
    platform.start();
  };
  const recorder = new Recorder(() => clock.now());
  const administered = { platform: () => platform, settings, recorder, observation, debuggers };
  const gateway = createGateway({
    tap: recorder.tap,
    platform: () => platform,
    random,
    log,
    host: options.host ?? "127.0.0.1",
    port: options.port ?? 0,
    allowedHosts: options.allowedHosts ?? [],
    account,
    region,
    routes: [adminRoute({ ...administered, reset: oneAtATime(reset) })],
    certificate: () => certificateIn(data),
  });
  const acceptInMemory = memoryListener(gateway.converse);
  const port = portOf(gateway, endings, () => platform.halt());
  // Nothing begins to run before the port is known to be free.
  if (embedding === undefined) await port.listen();
  platform.start();
  return {
    clock,
    random,
    platform: () => platform,
    observation,
    ask: askInMemory(gateway),
    call: callsTo({ ...administered, random, endpoint: port.endpoint }),
    ...port,
    state: () => platform.keep().then(() => stateOf(opened)),
    close: () => endings.close(),
  };
}

/** Whoever moves time, or has the cloud inside a test, will ask what happened; a server that runs for long remembers nothing. */
function observationOf({ clock }: CloudOptions, embedding: Embedding | undefined): Observation | undefined {
  return embedding !== undefined || clock === "virtual" ? new Observation() : undefined;
}

/** The port of a cloud, opened when it is first asked for. */
function portOf(gateway: Gateway, endings: Endings, halt: () => void): Pick<Inside, "endpoint" | "listen"> {
  let reachedAt = MEMORY_ENDPOINT;
  let opening: Promise<string> | undefined;
  const open = async (): Promise<string> => {
    const listener = await gateway.listen();
    endings.add(() => listener.close());
    // First of all, so that long polls are answered and the wire has nothing to wait for.
    endings.add(halt);
    reachedAt = `http://${localHost(listener.address)}:${listener.port}`;
    return reachedAt;
  };
  return { endpoint: () => reachedAt, listen: () => (opening ??= open()) };
}

/** The certificate of TLS clients: kept with the data, where there is a folder for it. */
function certificateIn(data: string | undefined): ReturnType<typeof localCertificate> {
  const directory = data === undefined ? undefined : join(data, "tls");
  return localCertificate({ directory, clock: realClock, random: systemRandom() });
}

/** The settings that are the platform's own, as it takes them. */
function platformChoices({ lineage, policies }: Settings): Pick<PlatformParts, "lineageRecords" | "enforcesPolicies"> {
  return { enforcesPolicies: policies === "enforce", ...(lineage === "off" ? { lineageRecords: 0 } : {}) };
}

/** What sends lineage to where the user wants it; it ends after the platform, whose last acts it is told of. */
function exporterOf(
  { otlp, lineage }: CloudOptions,
  { clock, log, endings }: Pick<PortSurroundings, "clock" | "log" | "endings">,
): LineageObserver | undefined {
  if (otlp === undefined) return undefined;
  if (lineage === "off") throw new RangeError("With lineage off there is nothing to send to the receiver of spans.");
  const exporter = new OtlpExporter({ url: tracesUrl(otlp), clock: realClock, now: () => clock.now(), log });
  endings.add(() => exporter.close());
  return exporter;
}

/** Whoever asks for a run while one is under way gets that one. */
function oneAtATime(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run().finally(() => (running = undefined));
    return running;
  };
}

/** The host under which this machine reaches a server that listens on `address`. */
export function localHost(address: string): string {
  if (address === "0.0.0.0" || address === "::") return "127.0.0.1";
  return address.includes(":") ? `[${address}]` : address;
}
