/** What STS does later: it forgets sessions that expired long ago. */
import type { TimerHandler } from "../../platform/timers/timer-handler.ts";
import { sessions } from "./keyspaces.ts";

export const forgetSession: TimerHandler = (payload: { readonly accessKeyId: string }, at) => {
  sessions.delete(at.tx, [payload.accessKeyId]);
};
