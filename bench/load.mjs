/**
 * Sends one request over and over from a process of its own, on its own core, and counts what came back.
 *
 * wrk where it is installed (Debian: `apt-get install wrk`), since a client in JavaScript takes from the server what it
 * measures; autocannon otherwise. The figures say which of them it was.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The client is bound to this core; the servers may use it too. */
export const CLIENT_CORE = "1";

/**
 * @param request `url`, `connections`, `seconds`, `headers`, `body` (a text), and `expected`, which every answer's body
 *   must contain. With `groups` (wrk only) `%GROUP%` in the body becomes one
 *   of so many names, and `%UNIQUE%` a text that comes once.
 * @returns requestsASecond, requests, wrong (answers that were errors, or not what is expected), p50 and p99 in milliseconds
 */
export async function load(request) {
  return (await generator()) === "wrk" ? wrk(request) : autocannon(request);
}

/** Which of the two it is. */
export async function generator() {
  known ??= await run("wrk", ["-v"]).then(
    () => "wrk",
    // wrk ends with status 1 when it only says its version.
    (error) => (error.code === "ENOENT" ? "autocannon" : "wrk"),
  );
  return known;
}

let known;

async function wrk({ url, connections, seconds, headers, body, expected, groups = 0 }) {
  const folder = mkdtempSync(join(tmpdir(), "sluice-wrk-"));
  const script = join(folder, "request.lua");
  writeFileSync(script, scriptOf({ headers, body, expected, groups }));
  try {
    const options = ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", "-s", script, url];
    const { stdout } = await run("taskset", ["-c", CLIENT_CORE, "wrk", ...options], { maxBuffer: 2 ** 24 });
    const [requests, microseconds, wrong, p50, p99] = /FIGURES (.*)/.exec(stdout)?.[1].split(" ").map(Number) ?? [];
    return { requestsASecond: (requests / microseconds) * 1e6, requests, wrong, p50: p50 / 1000, p99: p99 / 1000 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function scriptOf({ headers, body, expected, groups }) {
  const fields = Object.entries(headers).map(([name, value]) => `wrk.headers[${lua(name)}] = ${lua(value)}`);
  return `
wrk.method = "POST"
wrk.body = ${lua(body)}
${fields.join("\n")}
wrong = 0
local groups, counted, run = ${groups}, 0, ${JSON.stringify(String(process.hrtime.bigint()))}
if groups > 0 then
  local template = wrk.body
  request = function()
    counted = counted + 1
    local unique = 0
    local body = template:gsub("%%GROUP%%", "group-" .. counted % groups)
    body = body:gsub("%%UNIQUE%%", function() unique = unique + 1 return run .. "-" .. counted .. "-" .. unique end)
    return wrk.format(nil, nil, nil, body)
  end
end
function response(status, _, answer)
  if status ~= 200 or not answer:find(${lua(expected)}, 1, true) then wrong = wrong + 1 end
end
local threads = {}
function setup(thread) table.insert(threads, thread) end
function done(summary, latency)
  local e = summary.errors
  local bad = e.connect + e.read + e.write + e.timeout
  for _, thread in ipairs(threads) do bad = bad + thread:get("wrong") end
  io.write(string.format("FIGURES %d %d %d %d %d\\n",
    summary.requests, summary.duration, bad, latency:percentile(50), latency:percentile(99)))
end
`;
}

/** A text as Lua writes it. */
export function lua(text) {
  return `"${text.replace(/["\\\n]/g, (each) => (each === "\n" ? "\\n" : `\\${each}`))}"`;
}

async function autocannon(request) {
  const program = join(import.meta.dirname, "autocannon.mjs");
  const { stdout } = await run("taskset", ["-c", CLIENT_CORE, process.execPath, program, JSON.stringify(request)]);
  return JSON.parse(stdout);
}
