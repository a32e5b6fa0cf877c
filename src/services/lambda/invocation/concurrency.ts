/** How many invocations run, and whether one more may: the account's pool and the functions' reservations. */
import { local } from "../../../platform/local.ts";
import type { AsyncScope, ReadScope } from "../../../platform/scope.ts";
import type { ThrottleReason } from "../errors.ts";
import type { FunctionRecord } from "../function/function-record.ts";
import { provisionedConcurrency, reservations } from "../keyspaces.ts";
import { ACCOUNT_CONCURRENCY, INVOCATIONS_A_SECOND_PER_CONCURRENCY } from "../limits.ts";
import { lambdaSettings } from "../settings.ts";
import { EnvironmentGrowth } from "./environment-growth.ts";
import { InvocationRate } from "./invocation-rate.ts";

/** The running invocations by function ARN, and by account and region. Counts that come to nothing are removed. */
export const running = local("lambda running invocations", () => new RunningInvocations());

/** What is reserved or kept ready: for the function itself, and for all functions of its account and region together. */
export interface Reservations {
  readonly own: number | undefined;
  readonly total: number;
}

/** Either a place among the running, to be given back, or why there is none. */
export type Admission =
  | { readonly kind: "admitted"; readonly leave: () => void }
  | { readonly kind: "throttled"; readonly reason: ThrottleReason };

/** What decides about an admission besides what is reserved. */
interface AdmissionRules {
  readonly accountConcurrency?: number;
  readonly isProvisioned?: boolean;
}

/** Takes a place for one invocation of `record`. */
export function admitInvocation(
  record: FunctionRecord,
  { isProvisioned }: { readonly isProvisioned: boolean },
  at: AsyncScope,
): Admission {
  const { accountConcurrency, throttle } = at.local(lambdaSettings);
  const reserved = at.read((read) => reservationsOf(record, read));
  const counts = at.local(running);
  const now = at.clock.now();
  const growing = at.local(growth);
  const before = counts.ofFunction(record.arn);
  const admission = counts.admit(record, reserved, { accountConcurrency, isProvisioned });
  if (admission.kind === "throttled") return admission;
  const leave = (): void => {
    admission.leave();
    if (counts.ofFunction(record.arn) === 0) growing.forget(record.arn);
  };
  const refuse = (reason: ThrottleReason): Admission => {
    leave();
    return { kind: "throttled", reason };
  };
  // An environment that is kept ready is none that has to be made.
  if (!isProvisioned && !growing.admits(record.arn, before, now)) return refuse("ConcurrentInvocationLimitExceeded");
  const { own, total } = reserved;
  const [key, concurrency, reason] =
    own === undefined
      ? ([`${record.account}/${record.region}`, accountConcurrency - total, UNRESERVED_RATE] as const)
      : ([record.arn, own, RESERVED_RATE] as const);
  const perSecond = concurrency * INVOCATIONS_A_SECOND_PER_CONCURRENCY;
  if (throttle && !at.local(rate).count(key, perSecond, now)) return refuse(reason);
  return { kind: "admitted", leave };
}

const RESERVED_RATE: ThrottleReason = "ReservedFunctionInvocationRateLimitExceeded";
const UNRESERVED_RATE: ThrottleReason = "FunctionInvocationRateLimitExceeded";
const growth = local("lambda environment growth", () => new EnvironmentGrowth());
const rate = local("lambda invocation rate", () => new InvocationRate());

export function reservationsOf(
  record: Pick<FunctionRecord, "account" | "region" | "name">,
  at: ReadScope,
): Reservations {
  let own: number | undefined;
  let total = 0;
  for (const { key, value } of reservations.range(at.tx, [record.account, record.region])) {
    total += value.executions;
    if (key[2] === record.name) own = value.executions;
  }
  // What is kept ready for a function with a reservation is a part of that.
  for (const { key, value } of provisionedConcurrency.range(at.tx, [record.account, record.region])) {
    if (!reservations.has(at.tx, [record.account, record.region, key[2]])) total += value.requested;
  }
  return { own, total };
}

/**
 * The rule: a reservation caps and guarantees; an environment that is kept ready is a place of its own; the others share
 * what neither holds.
 */
export class RunningInvocations {
  readonly #byFunction = new Map<string, number>();
  /** Of functions without a reservation. */
  readonly #unreserved = new Map<string, number>();
  readonly #byPlace = new Map<string, number>();

  admit(
    record: Pick<FunctionRecord, "account" | "region" | "arn">,
    reserved: Reservations,
    { accountConcurrency = ACCOUNT_CONCURRENCY, isProvisioned = false }: AdmissionRules = {},
  ): Admission {
    const place = `${record.account}/${record.region}`;
    const isReserved = reserved.own !== undefined || isProvisioned;
    if (reserved.own !== undefined && this.ofFunction(record.arn) >= reserved.own) {
      return { kind: "throttled", reason: "ReservedFunctionConcurrentInvocationLimitExceeded" };
    }
    if (!isReserved && (this.#unreserved.get(place) ?? 0) >= accountConcurrency - reserved.total) {
      return { kind: "throttled", reason: "ConcurrentInvocationLimitExceeded" };
    }
    change(this.#byFunction, record.arn, 1);
    change(this.#byPlace, place, 1);
    if (!isReserved) change(this.#unreserved, place, 1);
    let left = false;
    const leave = (): void => {
      if (left) return;
      left = true;
      change(this.#byFunction, record.arn, -1);
      change(this.#byPlace, place, -1);
      if (!isReserved) change(this.#unreserved, place, -1);
    };
    return { kind: "admitted", leave };
  }

  ofFunction(arn: string): number {
    return this.#byFunction.get(arn) ?? 0;
  }

  ofPlace(account: string, region: string): number {
    return this.#byPlace.get(`${account}/${region}`) ?? 0;
  }

  ofUnreserved(account: string, region: string): number {
    return this.#unreserved.get(`${account}/${region}`) ?? 0;
  }
}

function change(counts: Map<string, number>, key: string, by: number): void {
  const next = (counts.get(key) ?? 0) + by;
  if (next === 0) counts.delete(key);
  else counts.set(key, next);
}
