/** Shows each invocation in this process its cloud's clock, whose time a handler's answers and conditions depend on. */
import { runningInvocation } from "../../platform/ports/bound-handler.ts";

let isInstalled = false;

/**
 * Makes `Date` say, to the code of an invocation, what the clock of its cloud says; everybody else is told the machine's time.
 * Timers are the machine's own all the same: a handler that waits is not waited for by a clock that stands still.
 */
export function installProcessTime(): void {
  if (isInstalled) return;
  isInstalled = true;
  const machine = globalThis.Date;
  const now = (): number | undefined => runningInvocation.getStore()?.now();
  const shown: DateConstructor = new Proxy(machine, {
    construct(target, values, asked) {
      const moment = values.length === 0 ? now() : undefined;
      const made = asked === shown ? target : asked;
      return Reflect.construct(target, moment === undefined ? values : [moment], made);
    },
    apply(target) {
      const moment = now();
      return moment === undefined ? target() : new target(moment).toString();
    },
    get(target, name) {
      if (name === "now") return nowOf;
      return Reflect.get(target, name);
    },
  });
  const machineNow = machine.now;
  const nowOf = (): number => now() ?? machineNow();
  globalThis.Date = shown;
}
