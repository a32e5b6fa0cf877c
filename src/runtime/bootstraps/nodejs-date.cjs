/** Shows the code of a function the cloud's time, in a cloud that was started so. */
"use strict";

/**
 * Makes `Date` say what `now` says. Timers stay the machine's own.
 * @param {() => number} now milliseconds since the epoch, from a clock that is not `Date`
 */
exports.showTime = function showTime(now) {
  const shown = new Proxy(globalThis.Date, {
    construct: (target, values, asked) =>
      Reflect.construct(target, values.length === 0 ? [now()] : values, asked === shown ? target : asked),
    apply: (target) => new target(now()).toString(),
    get: (target, name) => (name === "now" ? shownNow : Reflect.get(target, name)),
  });
  const shownNow = () => Math.floor(now());
  globalThis.Date = shown;
};
