/** Composes what a cloud has of the machine: where functions run, where their code lies, and who is called outside. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AcceptInMemory } from "../gateway/http/memory-listener.ts";
import { outboundHttp } from "../gateway/outbound-http.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import type { Random } from "../kernel/random.ts";
import { realClock } from "../kernel/real-clock.ts";
import type { FunctionRuntime } from "../platform/ports/function-runtime.ts";
import type { Ports } from "../platform/ports/ports.ts";
import { createCodeFolders } from "../runtime/code/code-folders.ts";
import { isBeneathTmp } from "../runtime/environment/isolated-storage.ts";
import { createInProcessRuntime } from "../runtime/in-process/in-process-runtime.ts";
import type { InspectOptions } from "../runtime/languages/inspection.ts";
import { linkSdkModules } from "../runtime/languages/sdk-modules.ts";
import { MAXIMUM_READY_PROCESSES } from "../runtime/limits.ts";
import { observedRuntime } from "../runtime/observed-runtime.ts";
import { createProcessRuntime, type InspectableRuntime } from "../runtime/process-runtime.ts";
import type { Embedding } from "./embedding.ts";
import type { Endings } from "./endings.ts";
import type { Observation } from "./expectations/observation.ts";
import type { Settings } from "./settings.ts";

/** What the ports are made with. */
export interface PortSurroundings {
  readonly data: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly endings: Endings;
  readonly settings: Settings;
  readonly inspect: InspectOptions | undefined;
  readonly observation: Observation | undefined;
  /** Where the cloud is reached at present. */
  readonly endpoint: () => string;
  /** Opens the port, unless it is open. */
  readonly listen: () => Promise<string>;
  readonly accept: AcceptInMemory;
}

/** The outside world: function processes with their files, and calls that leave the cloud. */
export async function portsOf(
  surroundings: PortSurroundings,
  embedding: Embedding | undefined,
): Promise<Ports & { readonly debuggers: InspectableRuntime }> {
  const { data, clock, random, log, endings, observation, inspect, endpoint } = surroundings;
  const { coldStart, functionClock, functionStorage, outboundAddresses: addresses } = surroundings.settings;
  const workDirectory = await workDirectoryOf(data);
  if (data === undefined) endings.add(() => rm(workDirectory, { recursive: true, force: true }));
  // Found by Node's own rules, since it lies above every folder with unpacked function code.
  const sdkModulesDirectory = join(workDirectory, "node_modules");
  if (embedding === undefined) linkSdkModules(sdkModulesDirectory);
  const unpacked = createCodeFolders({ directory: join(workDirectory, "functions") });
  const codeFolders = embedding?.codeFolders(unpacked) ?? unpacked;
  // A cloud inside a test starts no process that nobody has asked for, and one that no code can be shown is of no use.
  const isUseless = functionStorage === "isolated" && isBeneathTmp(workDirectory);
  const readyProcesses = coldStart || embedding !== undefined || isUseless ? 0 : MAXIMUM_READY_PROCESSES;
  const temporaryDirectory = join(workDirectory, "tmp");
  const places = { sdkModulesDirectory, temporaryDirectory };
  const common = { clock, random, log, ...places, readyProcesses, functionClock, functionStorage };
  const processes = createProcessRuntime(inspect === undefined ? common : { ...common, inspect });
  const runtime =
    embedding === undefined
      ? processes
      : createInProcessRuntime({
          clock,
          random,
          processes: linkingFirst(processes, sdkModulesDirectory),
          bindingOf: embedding.bindingOf,
          listen: surroundings.listen,
          accept: surroundings.accept,
          endpoint,
        });
  const functions =
    observation === undefined
      ? runtime
      : observedRuntime(runtime, { clock, observe: (ended) => observation.invocations.observe(ended) });
  endings.add(() => functions.close());
  const outbound = outboundHttp(clock, { addresses, ...(clock === realClock ? {} : { patience: realClock }) });
  return { functions, codeFolders, outbound, localEndpoint: endpoint, debuggers: processes };
}

/** The links cost milliseconds, and a cloud inside a test may never start a process. */
function linkingFirst(processes: FunctionRuntime, sdkModulesDirectory: string): FunctionRuntime {
  let isLinked = false;
  const link = (): void => {
    if (!isLinked) linkSdkModules(sdkModulesDirectory);
    isLinked = true;
  };
  return {
    isolatesStorage: processes.isolatesStorage ?? false,
    refusal: (runtime) => processes.refusal(runtime),
    invoke(spec, invocation) {
      link();
      return processes.invoke(spec, invocation);
    },
    forceEnd: (spec, invocation, end) => processes.forceEnd(spec, invocation, end),
    provision(spec, count) {
      if (count > 0) link();
      return processes.provision(spec, count);
    },
    retire: (keyPrefix) => processes.retire(keyPrefix),
    close: () => processes.close(),
  };
}

/** Unpacked code lives with the data; a cloud in memory takes a temporary folder, and removes it when it closes. */
function workDirectoryOf(data: string | undefined): Promise<string> {
  return data === undefined ? mkdtemp(join(tmpdir(), "sluice-")) : Promise.resolve(join(data, "work"));
}
