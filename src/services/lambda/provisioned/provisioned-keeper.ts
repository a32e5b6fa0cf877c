/**
 * Keeps environments ready as the stored configurations say: after each change of one, after a start, and when the keys of
 * a role are renewed, which needs new environments.
 */
import type { Cancel } from "../../../kernel/clock.ts";
import { local } from "../../../platform/local.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { findFunction } from "../function/find-function.ts";
import { functionArn } from "../function/function-name.ts";
import { versionOf, type FunctionRecord } from "../function/function-record.ts";
import { environmentSpec } from "../invocation/run-function.ts";
import { provisionedConcurrency } from "../keyspaces.ts";
import { PROVISIONED_RENEWAL_MILLISECONDS } from "../limits.ts";
import { keySuffixOf, provisionedPools, type Pool, type ProvisionedKey } from "./provisioned-pools.ts";

export const provisionedKeeper = local("lambda provisioned concurrency", () => new ProvisionedKeeper());

class ProvisionedKeeper {
  #scope: AsyncScope | undefined;
  #cancelRenewal: Cancel = () => {};
  /** The last change of each configuration that is being carried out: they come one after the other. */
  readonly #changes = new Map<string, Promise<void>>();

  /** Takes up every configuration in the store; `scope` lives as long as the cloud. */
  start(scope: AsyncScope): void {
    this.#scope = scope;
    this.#takeUp(scope);
    scope.signal.addEventListener("abort", () => this.#cancelRenewal(), { once: true });
  }

  /** Environments are to be brought in line with what is stored for `key`. */
  changed(key: ProvisionedKey): void {
    const scope = this.#scope;
    if (scope === undefined || scope.isUnwanted) return;
    const [account, region] = key;
    const at = scope.within({ account, region });
    const id = key.join("/");
    const end = at.activity.begin("lambda.provisioned concurrency");
    const before = this.#changes.get(id) ?? Promise.resolve();
    const change = before
      .then(() => this.#carryOut(key, at))
      .catch((error: unknown) => fail(key, error, at))
      .finally(() => {
        if (this.#changes.get(id) === change) this.#changes.delete(id);
        end();
      });
    this.#changes.set(id, change);
  }

  /** Resolves once no change of the configuration is being carried out. */
  async settled(key: ProvisionedKey): Promise<void> {
    await this.#changes.get(key.join("/"));
  }

  #takeUp(scope: AsyncScope): void {
    for (const key of scope.read((at) => [...provisionedConcurrency.keys(at.tx, [])])) this.changed(key);
    const { clock } = scope;
    this.#cancelRenewal = clock.at(clock.now() + PROVISIONED_RENEWAL_MILLISECONDS, () => this.#takeUp(scope));
  }

  async #carryOut(key: ProvisionedKey, at: AsyncScope): Promise<void> {
    const [, , name, qualifier] = key;
    const pools = at.local(provisionedPools);
    const subject = { arn: functionArn(at, name) };
    const { config, record } = at.read((read) => ({
      config: provisionedConcurrency.get(read.tx, key),
      record: findFunction({ name, qualifier }, read),
    }));
    const before = pools.of(subject, qualifier);
    if (config === undefined || record === undefined) {
      pools.set(subject, qualifier, undefined);
      retire(before, qualifier, at);
      return;
    }
    pools.set(subject, qualifier, await provision(record, { qualifier, requested: config.requested, before }, at));
  }
}

async function provision(
  record: FunctionRecord,
  wanted: { readonly qualifier: string; readonly requested: number; readonly before: Pool | undefined },
  at: AsyncScope,
): Promise<Pool> {
  const { qualifier, requested, before } = wanted;
  const spec = await environmentSpec(record, at);
  const suffix = keySuffixOf(qualifier);
  const { ready, reason } = await at.ports.functions.provision(
    { ...spec, key: spec.key + suffix, initializationType: "provisioned-concurrency" },
    requested,
  );
  // Those of the version before, or with the keys before, are of no use any more.
  if (before?.environmentKey !== spec.key) retire(before, qualifier, at);
  return {
    version: versionOf(record),
    environmentKey: spec.key,
    available: ready,
    status: reason === undefined ? "READY" : "FAILED",
    ...(reason === undefined ? {} : { reason }),
  };
}

/** The role cannot be assumed, or the machine lacks something: the configuration says so, and calls run on demand. */
function fail([, , name, qualifier]: ProvisionedKey, error: unknown, at: AsyncScope): void {
  at.log.error("provisioned concurrency could not be made ready", { function: name, qualifier, error });
  const reason = error instanceof Error ? error.message : String(error);
  const pools = at.local(provisionedPools);
  const subject = { arn: functionArn(at, name) };
  retire(pools.of(subject, qualifier), qualifier, at);
  const failed: Pool = { version: "", environmentKey: "", available: 0, status: "FAILED", reason };
  pools.set(subject, qualifier, failed);
}

/** Gives up what a pool kept ready; one that failed keeps nothing. */
function retire(pool: Pool | undefined, qualifier: string, at: AsyncScope): void {
  if (pool === undefined || pool.environmentKey === "") return;
  at.ports.functions.retire(pool.environmentKey + keySuffixOf(qualifier));
}
