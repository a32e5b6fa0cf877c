/**
 * Keeps what runs in line with the mappings that are stored.
 *
 * A change is stored as a transient state (Creating, Enabling, Updating, Disabling, Deleting) and is carried out here:
 * pollers begin or end, and then the mapping comes to rest as Enabled or Disabled, or is removed. After a restart every
 * mapping is gone through once, so a change that a crash interrupted is carried out then.
 */
import { local } from "../../../platform/local.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { mappings } from "../keyspaces.ts";
import type { MappingRecord } from "./mapping-record.ts";
import { MappingRunner } from "./mapping-runner.ts";

/** Account, region, UUID. */
export type MappingKey = readonly [account: string, region: string, uuid: string];

export const supervisor = local("lambda event source mappings", () => new MappingSupervisor());

class MappingSupervisor {
  #scope: AsyncScope | undefined;
  readonly #runners = new Map<string, MappingRunner>();
  /** The last change of each mapping that is being carried out: they come one after the other. */
  readonly #changes = new Map<string, Promise<void>>();

  /** Takes up every mapping in the store; `scope` lives as long as the cloud. */
  start(scope: AsyncScope): void {
    this.#scope = scope;
    for (const key of scope.read((at) => [...mappings.keys(at.tx, [])])) this.changed(key);
  }

  /** A mapping is to be brought in line with what is stored. */
  changed(key: MappingKey): void {
    const scope = this.#scope;
    if (scope === undefined || scope.isUnwanted) return;
    const [account, region, uuid] = key;
    const at = scope.within({ account, region });
    const before = this.#changes.get(uuid) ?? Promise.resolve();
    const change = before
      .then(() => this.#carryOut(key, at))
      // What failed is logged here, since nobody waits for it; the next start, or the next change, tries again.
      .catch((error: unknown) => at.log.error("a change of an event source mapping failed", { mapping: uuid, error }))
      .finally(() => {
        if (this.#changes.get(uuid) === change) this.#changes.delete(uuid);
      });
    this.#changes.set(uuid, change);
  }

  /** Resolves once no change of the mapping is being carried out. */
  async settled(uuid: string): Promise<void> {
    await this.#changes.get(uuid);
  }

  async #carryOut(key: MappingKey, at: AsyncScope): Promise<void> {
    const [, , uuid] = key;
    const runner = this.#runners.get(uuid);
    if (runner !== undefined) {
      this.#runners.delete(uuid);
      // Not an activity: what is in hand counts itself, and a batch that waits for time must not keep a clock from moving.
      await runner.stop();
    }
    const end = at.activity.begin("lambda.mapping change");
    try {
      const record = await at.write((write) => {
        const stored = mappings.get(write.tx, key);
        if (stored === undefined) return undefined;
        if (stored.state === "Deleting") {
          mappings.delete(write.tx, key);
          return undefined;
        }
        const settled: MappingRecord = { ...stored, state: stored.isEnabled ? "Enabled" : "Disabled" };
        if (settled.state !== stored.state) mappings.put(write.tx, key, settled);
        return settled;
      });
      if (record?.isEnabled !== true || at.isUnwanted) return;
      const started = new MappingRunner(record, at);
      this.#runners.set(uuid, started);
      started.start();
    } finally {
      end();
    }
  }
}
