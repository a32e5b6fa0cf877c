/** What runs durable timers of one kind. */
import type { WriteScope } from "../scope.ts";

/** Runs in the write that removes the timer, so that it happens exactly once. Work outside is an effect of it. */
export type TimerHandler = (payload: never, at: WriteScope) => void;
