/** The server's log on standard error: one JSON line an entry, for machines and, through a pretty-printer, for people. */
import { createRequire } from "node:module";
import type * as PinoLibrary from "pino";
import type { Log } from "../kernel/log.ts";

const require = createRequire(import.meta.url);

/** Loads its library at the first line: a server that has nothing to say starts sooner. */
export function processLog(): Log {
  let logger: PinoLibrary.Logger | undefined;
  const opened = (): PinoLibrary.Logger => (logger ??= openLogger());
  return {
    info: (sentence, fields) => opened().info(fields ?? {}, sentence),
    warn: (sentence, fields) => opened().warn(fields ?? {}, sentence),
    error: (sentence, fields) => opened().error(fields ?? {}, sentence),
  };
}

/** Writes at once, not in the background: what was said before a crash is what explains it. */
function openLogger(): PinoLibrary.Logger {
  // The package's own types describe what it exports, whichever way it is loaded.
  const { pino } = require("pino") as typeof PinoLibrary;
  const settings = { base: null, level: "warn", serializers: { error: pino.stdSerializers.err } };
  return pino(settings, pino.destination({ dest: 2, sync: true }));
}
