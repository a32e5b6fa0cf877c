/** The parts of a service's benchmark, one after another: those that are asked for, or all. */
import { generator } from "./load.mjs";

/** Runs `parts` by name, and prints and returns what they give; of one that fails, that and why, beside what the others gave. */
export async function runParts(service, parts, { names, ...options }) {
  if ((await generator()) !== "wrk") {
    throw new Error(`the benchmarks of ${service} need wrk (Debian: apt-get install wrk)`);
  }
  const results = [];
  for (const name of names) {
    const part = parts[name];
    if (part === undefined) {
      throw new Error(`There is no part "${name}" of ${service}: ${Object.keys(parts).join(", ")}`);
    }
    console.log(`${service} ${name} ...`);
    const result = await part(options).catch((error) => failed(name, error));
    console.log(JSON.stringify(result, null, 2));
    results.push(result);
  }
  return results;
}

function failed(name, error) {
  process.exitCode = 1;
  return { name, failed: error.message };
}
