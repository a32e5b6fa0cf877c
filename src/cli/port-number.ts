/** Numbers of the command line, ports above all: what is no such number is refused by the name of its option. */
import { InvalidArgumentError } from "commander";

/** Where debuggers look for Node.js unless told otherwise. */
const INSPECTOR_PORT = 9229;

/** The port of `--inspect`, which is the usual one when none is given. */
export function inspectorPort(value: string | true): number {
  return value === true ? INSPECTOR_PORT : portOf("--inspect", value);
}

/** @throws InvalidArgumentError when it is no port */
export function portOf(option: string, value: string): number {
  const port = wholeNumber(option, value);
  if (port <= 65_535) return port;
  throw new InvalidArgumentError(`${option} takes a number up to 65535, not "${value}".`);
}

/** @throws InvalidArgumentError when it is no whole number */
export function wholeNumber(option: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError(`${option} takes a whole number, not "${value}".`);
  return Number(value);
}
