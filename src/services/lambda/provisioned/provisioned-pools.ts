/** Environments that are kept ready for a version or an alias, and who has a place in one: the rest spills over. */
import { local } from "../../../platform/local.ts";
import type { AsyncScope, ReadScope } from "../../../platform/scope.ts";
import type { ProvisionedConcurrencyStatusEnum } from "../../../schema/generated/lambda.ts";
import { versionOf, type FunctionRecord } from "../function/function-record.ts";
import { emitFigures, type Figure } from "../invocation/function-metrics.ts";

/** What PutProvisionedConcurrencyConfig asked for. */
export interface ProvisionedConcurrencyRecord {
  readonly requested: number;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

/** Account, region, function name, version number or alias. */
export type ProvisionedKey = readonly [account: string, region: string, name: string, qualifier: string];

/** What there is of what was asked for. */
export interface Pool {
  readonly version: string;
  readonly status: ProvisionedConcurrencyStatusEnum;
  /** How many environments are ready, busy ones included. */
  readonly available: number;
  readonly reason?: string;
  /** The key of the environments that this one's are the ready ones of; it changes with the role's keys. */
  readonly environmentKey: string;
}

/** How a call meets what is kept ready for it: a place in it, to be given back, or none left, so that it spills over. */
export type ProvisionedPlace =
  | {
      readonly kind: "ready";
      /** The part of the environment's key that tells these from those on demand. */
      readonly keySuffix: string;
      /** How many invocations run in environments that are kept ready, this one included, and how many those are. */
      readonly running: number;
      readonly available: number;
      readonly leave: () => void;
    }
  | { readonly kind: "spillover"; readonly leave: () => void };

interface Call {
  readonly record: FunctionRecord;
  readonly qualifier: string;
}

/** In this process only: after a start everything is made ready again. */
export const provisionedPools = local("lambda provisioned environments", () => new ProvisionedPools());

/** The part of an environment's key that says that it is kept ready for `qualifier`; none begins with another. */
export function keySuffixOf(qualifier: string): string {
  return `:provisioned:${qualifier}:`;
}

/** Takes a place for the call; undefined for one that nothing is kept ready for. */
export function takeProvisioned({ record, qualifier }: Call, at: AsyncScope): ProvisionedPlace | undefined {
  const version = versionOf(record);
  const pools = at.local(provisionedPools);
  // What is kept ready for a version serves its aliases too; what is kept ready for an alias serves that alias.
  const name = [qualifier, version].find((each) => pools.of(record, each)?.version === version);
  if (name === undefined) return undefined;
  return pools.take(record, name);
}

/** Counts a call that runs. */
export function countProvisioned(place: ProvisionedPlace, { record, qualifier }: Call, at: AsyncScope): void {
  const figures: Figure[] =
    place.kind === "spillover"
      ? [["ProvisionedConcurrencySpilloverInvocations", 1]]
      : [
          ["ProvisionedConcurrencyInvocations", 1],
          ["ProvisionedConcurrentExecutions", place.running],
          ["ProvisionedConcurrencyUtilization", place.running / place.available],
        ];
  emitFigures(figures, { name: record.name, qualifier, executedVersion: versionOf(record) }, at);
}

/** The pool of a version or alias, as far as this process has come with it. */
export function poolOf(key: ProvisionedKey, at: ReadScope): Pool | undefined {
  const [account, region, name, qualifier] = key;
  return at.local(provisionedPools).of({ arn: `arn:aws:lambda:${region}:${account}:function:${name}` }, qualifier);
}

type Arn = Pick<FunctionRecord, "arn">;

/** Counts of this process. */
export class ProvisionedPools {
  readonly #pools = new Map<string, Pool>();
  readonly #running = new Map<string, number>();

  of({ arn }: Arn, qualifier: string): Pool | undefined {
    return this.#pools.get(`${arn}:${qualifier}`);
  }

  set({ arn }: Arn, qualifier: string, pool: Pool | undefined): void {
    if (pool === undefined) this.#pools.delete(`${arn}:${qualifier}`);
    else this.#pools.set(`${arn}:${qualifier}`, pool);
  }

  /** What was asked for has changed: until that is carried out, what is ready stays in use. */
  begin({ arn }: Arn, qualifier: string): void {
    const pool = this.of({ arn }, qualifier);
    if (pool === undefined) return;
    const { reason: _, ...rest } = pool;
    this.set({ arn }, qualifier, { ...rest, status: "IN_PROGRESS" });
  }

  /** A place, if fewer invocations run than environments are ready. */
  take({ arn }: Arn, qualifier: string): ProvisionedPlace {
    const id = `${arn}:${qualifier}`;
    const available = this.#pools.get(id)?.available ?? 0;
    const running = (this.#running.get(id) ?? 0) + 1;
    if (running > available) return { kind: "spillover", leave: () => {} };
    this.#running.set(id, running);
    const leave = (): void => {
      const left = (this.#running.get(id) ?? 1) - 1;
      if (left === 0) this.#running.delete(id);
      else this.#running.set(id, left);
    };
    return { kind: "ready", keySuffix: keySuffixOf(qualifier), leave, running, available };
  }
}
