/**
 * Fair queues: who the tenants of a standard queue are, which of them are noisy, and in which order they have their
 * turns.
 *
 * A tenant has a turn while it has a visible message. The turns of quiet tenants lie in the order of sending, those of
 * noisy ones behind them: first whoever has nothing in flight, then by how much is in flight. So a receive finds the next
 * message in the first row, however many messages of noisy tenants it passes over. Only messages with a MessageGroupId
 * have a tenant in this sense; one without is its own, always quiet, and costs no row here.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html
 */
import { invariant } from "../../../kernel/invariant.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { tenantMessages, tenants, tenantTurns } from "../keyspaces.ts";
import { FIXED, UPKEEP_BATCH_MESSAGES } from "../limits.ts";
import type { Queue } from "../queue/queue.ts";
import { asideShelf, type MessageKey } from "./message-key.ts";
import type { OpenQueue } from "./open-queue.ts";
import { processingTimes } from "./processing-times.ts";
import { countOfTenant, emptyTenant, type MessageState, type Tenant } from "./tenant.ts";

/** Lanes of turns, by the time of enqueuing of the tenant's first message. */
export const QUIET_LANE = 0;
/** By since when nothing of the tenant is in flight. */
export const IDLE_LANE = 1;
/** By how many messages of the tenant are in flight. */
const BUSY_LANE = 2;

/** A message of a tenant that comes (from nowhere), goes (to nowhere), or changes its state. */
export interface Passage {
  readonly key: MessageKey;
  readonly from?: MessageState;
  readonly to?: MessageState;
}

/** Counts a passage, and gives the tenant the turn that it now has. The counters of the queue are changed before. */
export function passMessage(open: OpenQueue, groupId: string, { key, from, to }: Passage): void {
  const { at, queue, tally } = open;
  const tenant = tenants.get(at.tx, [queue.contents, groupId]) ?? emptyTenant(at.now);
  const turn = turnOf(tenant);
  const row = [queue.contents, groupId, key.enqueuedAt, key.serial] as const;
  if (from === undefined) {
    tally.inGroups++;
    tally.lastGroupedAt = at.now;
  } else countOfTenant(tenant, from, -1);
  if (to === undefined) tally.inGroups--;
  else countOfTenant(tenant, to, 1);
  if (from === "in-flight" && tenant.inFlight === 0) tenant.idleSince = at.now;
  if (to === "visible") {
    tenantMessages.put(at.tx, row, null);
    if (tenant.visible === 1 || isBeforeHead(key, tenant)) setHead(tenant, key.enqueuedAt, key.serial);
  } else if (from === "visible") {
    tenantMessages.delete(at.tx, row);
    if (tenant.visible > 0 && key.serial === tenant.headSerial) findHead(open, groupId, tenant);
  }
  placeTenant(open, groupId, { tenant, turn });
}

/** The first visible message of the tenant that is next. */
export interface TenantTurn {
  readonly isQuiet: boolean;
  readonly head: MessageKey;
}

/**
 * Whose turn it is. A quiet tenant whose share has become too large meanwhile, because others took less, is found out
 * here and goes to its place among the noisy ones.
 */
export function nextTenantTurn(open: OpenQueue): TenantTurn | undefined {
  const { at, queue } = open;
  for (;;) {
    const first = tenantTurns.first(at.tx, [queue.contents]);
    if (first === undefined) return undefined;
    const tenant = tenantAt(at, queue, first.value);
    const isQuiet = first.key[1] === QUIET_LANE;
    if (!isQuiet || !isLoud(open, first.value, tenant)) return { isQuiet, head: headOf(queue, tenant) };
    placeTenant(open, first.value, { tenant, turn: turnOf(tenant) });
  }
}

/** Whether a receive would find a tenant with a visible message. */
export function someTenantHasTurn(at: ReadScope, queue: Queue): boolean {
  return tenantTurns.first(at.tx, [queue.contents]) !== undefined;
}

/** Makes noisy tenants quiet of which nothing has been in flight for long enough. */
export function quietenIdle(open: OpenQueue): void {
  const { at, queue } = open;
  const to: [number, number, number] = [queue.contents, IDLE_LANE, idleSinceOfQuiet(at) + 1];
  const range = { to, limit: UPKEEP_BATCH_MESSAGES };
  for (const { value: groupId } of tenantTurns.range(at.tx, [queue.contents, IDLE_LANE], range)) {
    const tenant = tenantAt(at, queue, groupId);
    placeTenant(open, groupId, { tenant, turn: turnOf(tenant) });
  }
}

/** Nothing was in flight since then or longer: a noisy tenant is quiet again. */
export function idleSinceOfQuiet({ now }: ReadScope): number {
  return Math.max(0, now - FIXED.noisyIdleMilliseconds);
}

/** A tenant that has messages. */
export function tenantAt(at: ReadScope, queue: Queue, groupId: string): Tenant {
  const tenant = tenants.get(at.tx, [queue.contents, groupId]);
  invariant(tenant !== undefined, "a tenant that has a turn has a row");
  return tenant;
}

/** The first visible message of a tenant that has one. */
export function headOf(queue: Queue, tenant: Tenant): MessageKey {
  return { shelf: asideShelf(queue.contents), enqueuedAt: tenant.headEnqueuedAt, serial: tenant.headSerial };
}

/** Lane, position in it, and what tells it from others in the same position. */
type Turn = readonly [lane: number, position: number, serial: number];

function turnOf(tenant: Tenant): Turn | undefined {
  if (tenant.visible === 0) return undefined;
  if (!tenant.noisy) return [QUIET_LANE, tenant.headEnqueuedAt, tenant.headSerial];
  if (tenant.inFlight === 0) return [IDLE_LANE, tenant.idleSince, tenant.headSerial];
  return [BUSY_LANE, tenant.inFlight, tenant.headSerial];
}

interface Placing {
  readonly tenant: Tenant;
  /** The turn that it had. */
  readonly turn: Turn | undefined;
}

/** Decides whether a tenant is noisy, and stores it with the turn that follows from that. */
function placeTenant(open: OpenQueue, groupId: string, { tenant, turn }: Placing): void {
  const { at, queue } = open;
  const staysNoisy = tenant.noisy && (tenant.inFlight > 0 || tenant.idleSince > idleSinceOfQuiet(at));
  // Without a backlog there is nothing of it that could wait for others.
  tenant.noisy = tenant.visible > 0 && (staysNoisy || isLoud(open, groupId, tenant));
  const next = turnOf(tenant);
  const stays = turn?.[0] === next?.[0] && turn?.[1] === next?.[1] && turn?.[2] === next?.[2];
  if (!stays && turn !== undefined) tenantTurns.delete(at.tx, [queue.contents, ...turn]);
  if (!stays && next !== undefined) tenantTurns.put(at.tx, [queue.contents, ...next], groupId);
  const isGone = tenant.visible + tenant.inFlight + tenant.delayed === 0;
  if (isGone) tenants.delete(at.tx, [queue.contents, groupId]);
  else tenants.put(at.tx, [queue.contents, groupId], tenant);
}

/** Whether a tenant takes more than its share of what is in flight, or of the time that consumers spent lately. */
function isLoud({ at, queue, tally }: OpenQueue, groupId: string, { inFlight }: Tenant): boolean {
  if (inFlight >= FIXED.noisyInFlightLeast && inFlight > tally.inFlight * FIXED.noisyShare) return true;
  return at.local(processingTimes).share({ contents: queue.contents, now: at.now }, groupId) > FIXED.noisyShare;
}

function isBeforeHead(key: MessageKey, { headEnqueuedAt, headSerial }: Tenant): boolean {
  return key.enqueuedAt < headEnqueuedAt || (key.enqueuedAt === headEnqueuedAt && key.serial < headSerial);
}

function setHead(tenant: Tenant, enqueuedAt: number, serial: number): void {
  tenant.headEnqueuedAt = enqueuedAt;
  tenant.headSerial = serial;
}

/** The first one behind the head that was. */
function findHead({ at, queue }: OpenQueue, groupId: string, tenant: Tenant): void {
  const after: [number, string, number, number] = [queue.contents, groupId, tenant.headEnqueuedAt, tenant.headSerial];
  for (const row of tenantMessages.keys(at.tx, [queue.contents, groupId], { after, limit: 1 })) {
    setHead(tenant, row[2], row[3]);
  }
}
