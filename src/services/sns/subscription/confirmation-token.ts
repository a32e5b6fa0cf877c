/** Tokens: what an endpoint confirms or restores its subscription with. */
import { text as randomText, uuid } from "../../../kernel/random.ts";
import type { TimerHandler } from "../../../platform/timers/timer-handler.ts";
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { CONFIRM, type ConfirmPayload } from "../delivery/confirm-payload.ts";
import { laneOf } from "../delivery/departure.ts";
import { type StoredToken, tokens } from "../keyspaces.ts";
import { TOKEN_CHARACTERS, TOKEN_MILLISECONDS } from "../limits.ts";
import { findSubscription, removeSubscription } from "./find-subscription.ts";
import { type StoredSubscription, subscriptionArn, type SubscriptionKey } from "./subscription.ts";

export const FORGET_TOKEN = "sns.forget-token";
export const FORGET_PENDING = "sns.forget-pending";

/** Makes a token and sends it to the endpoint. Tokens made before stay valid. */
export function sendToken(at: WriteScope, subscription: StoredSubscription, type: ConfirmPayload["type"]): void {
  const token = randomText(at.random, TOKEN_CHARACTERS, "0123456789abcdef");
  const endsAt = at.now + TOKEN_MILLISECONDS;
  const arn = subscriptionArn(subscription);
  tokens.put(at.tx, [token], { subscription, endsAt });
  at.setTimer({ id: `${FORGET_TOKEN}:${token}`, kind: FORGET_TOKEN, dueAt: endsAt, payload: token });
  if (!subscription.confirmed) {
    const { account, region, topic, id } = subscription;
    const payload: SubscriptionKey = { account, region, topic, id };
    at.setTimer({ id: `${FORGET_PENDING}:${arn}`, kind: FORGET_PENDING, dueAt: endsAt, payload });
  }
  const payload: ConfirmPayload = { type, subscription, token, messageId: uuid(at.random), at: at.now };
  at.effect({ kind: CONFIRM, source: `${CONFIRM}:${token}`, payload, ...laneOf(subscription) });
}

/** What a token that still holds is for. */
export function tokenOf(at: ReadScope, token: string): StoredToken | undefined {
  const stored = tokens.get(at.tx, [token]);
  return stored === undefined || stored.endsAt <= at.now ? undefined : stored;
}

/** A confirmed subscription no longer goes away by itself. */
export function keepForGood(at: WriteScope, subscription: SubscriptionKey): void {
  at.cancelTimer(`${FORGET_PENDING}:${subscriptionArn(subscription)}`);
}

export const forgetToken: TimerHandler = (token: string, at) => tokens.delete(at.tx, [token]);

/** An endpoint that never confirmed is no subscription any more once its last token has ended. */
export const forgetPending: TimerHandler = (key: SubscriptionKey, at) => {
  const subscription = findSubscription(at, key);
  if (subscription !== undefined && !subscription.confirmed) removeSubscription(at, subscription);
};
