/** `sluice replay`: makes the calls of a recording again, in order, and says what was answered differently. */
import { pause, type Clock } from "../../kernel/clock.ts";
import { realClock } from "../../kernel/real-clock.ts";
import type { IssuedId, RecordedCall } from "../../server/recording/recorded-call.ts";
import { askCloud } from "../ask-cloud.ts";
import { IdMap } from "./id-map.ts";
import { DIFFERENCES_NAMED } from "./limits.ts";
import { readRecording } from "./recording-file.ts";

export interface ReplayOptions {
  readonly endpoint: string;
  /** A factor, or `max` for no waiting at all. */
  readonly speed: string;
  /** Moves the server's virtual clock on between the calls, and waits for nothing. */
  readonly advance?: boolean;
}

/** What a replay came to. */
export interface ReplaySummary {
  readonly made: number;
  readonly skipped: number;
  /** A line for each call that was answered differently. */
  readonly differences: readonly string[];
}

/** Prints the summary; the exit status is 1 when anything was answered differently. @throws Error a sentence */
export async function replay(path: string, options: ReplayOptions, clock: Clock = realClock): Promise<ReplaySummary> {
  const { calls, lost } = await readRecording(path);
  const summary = await replayAll(calls, { ...options, factor: factorOf(options.speed) }, clock);
  const { made, skipped, differences } = summary;
  const lines = [`${made} calls were made again, ${made - differences.length} were answered as before.`];
  if (skipped > 0) lines.push(`${skipped} were too long to be recorded with their input, and were left out.`);
  if (lost > 0) lines.push(`${lost} were lost when they were recorded.`);
  if (differences.length > 0) lines.push(`${differences.length} were answered differently:`);
  lines.push(...differences.slice(0, DIFFERENCES_NAMED).map((line) => `  ${line}`));
  if (differences.length > DIFFERENCES_NAMED) lines.push(`  and ${differences.length - DIFFERENCES_NAMED} more`);
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  if (differences.length > 0) process.exitCode = 1;
  return summary;
}

interface Pace extends ReplayOptions {
  readonly factor: number;
}

async function replayAll(calls: readonly RecordedCall[], pace: Pace, clock: Clock): Promise<ReplaySummary> {
  const names = new IdMap(pace.endpoint);
  const differences: string[] = [];
  let [made, skipped] = [0, 0];
  let before = calls[0]?.at ?? 0;
  for (const [index, call] of calls.entries()) {
    await passTime(Math.max(0, call.at - before), pace, clock);
    before = Math.max(before, call.at);
    if (call.input === undefined) {
      skipped++;
      continue;
    }
    const answer = await makeAgain(call, names, pace.endpoint);
    made++;
    names.learn(call.ids, answer.ids);
    if (answer.status === call.status && answer.error === call.error) continue;
    const { service, operation } = call;
    differences.push(`call ${index + 1}, ${service}.${operation}: ${outcome(call)} before, ${outcome(answer)} now`);
  }
  return { made, skipped, differences };
}

async function passTime(
  milliseconds: number,
  { endpoint, factor, advance = false }: Pace,
  clock: Clock,
): Promise<void> {
  if (milliseconds === 0) return;
  if (advance) await askCloud(endpoint, "/_sluice/clock", { method: "POST", body: { advance: milliseconds } });
  else if (factor !== Infinity) await pause(clock, Math.round(milliseconds / factor));
}

interface Answer {
  readonly status: number;
  readonly error?: string;
  readonly ids?: readonly IssuedId[];
}

async function makeAgain(call: RecordedCall, names: IdMap, endpoint: string): Promise<Answer> {
  const { service, operation, account, region } = call;
  const input = names.translated(call.input, call.endpoint);
  const body = { service, operation, account, region, endpoint: endpoint.replace(/\/+$/, ""), input };
  // The admin API answers a call with how it ended.
  return (await askCloud(endpoint, "/_sluice/call", { method: "POST", body })) as Answer;
}

function outcome({ status, error }: Pick<Answer, "status" | "error">): string {
  return error === undefined ? String(status) : `${status} ${error}`;
}

/** @throws Error for what is no speed */
function factorOf(speed: string): number {
  if (speed === "max") return Infinity;
  const factor = /^\d{1,6}(\.\d{1,3})?$/.test(speed) ? Number(speed) : 0;
  if (factor > 0) return factor;
  throw new Error(`--speed takes a factor such as 10, or max, not "${speed}".`);
}
