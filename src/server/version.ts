/** The version of this package. */
import { readFileSync } from "node:fs";

/** As package.json says, which lies two folders up both in the sources and in the build. */
export const VERSION: string = readVersion();

function readVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  // package.json is ours, and npm refuses one without a version.
  return (JSON.parse(text) as { version: string }).version;
}
