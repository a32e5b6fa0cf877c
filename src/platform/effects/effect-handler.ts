/** What runs durable effects of one kind. */
import type { AsyncScope } from "../scope.ts";
import type { EffectRetry, EffectRun } from "./effect.ts";

/**
 * Runs one effect. It is called at least once: a crash between its end and the removal of its row calls it again.
 * Throwing is a fault: it is logged and tried again with back-off. A modelled failure is the handler's to deal with.
 */
export type EffectHandler = (payload: never, at: AsyncScope, run: EffectRun) => Promise<EffectRetry | void>;
