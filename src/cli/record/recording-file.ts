/** Reading a recording: each line is a call, and what is no call is named with its line. */
import { readFile } from "node:fs/promises";
import type { RecordedCall } from "../../server/recording/recorded-call.ts";

/** The calls of a recording in order, and how many it says were lost. */
export interface RecordingFile {
  readonly calls: readonly RecordedCall[];
  readonly lost: number;
}

/** @throws Error a sentence, when there is no such file or it is no recording */
export async function readRecording(path: string): Promise<RecordingFile> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new Error(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  const calls: RecordedCall[] = [];
  let lost = 0;
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const value = parsed(line);
    if (isCall(value)) calls.push(value);
    else if (isLoss(value)) lost += value.lost;
    else throw new Error(`Line ${index + 1} of ${path} is no recorded call.`);
  }
  return { calls, lost };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // What is no JSON is no call either, and is refused as such.
    return undefined;
  }
}

const TEXTS = ["service", "operation", "account", "region", "endpoint"] as const;

function isCall(value: unknown): value is RecordedCall {
  if (typeof value !== "object" || value === null) return false;
  // Its members are looked at one by one.
  const members = value as Readonly<Record<string, unknown>>;
  const input = members["input"];
  return (
    TEXTS.every((name) => typeof members[name] === "string") &&
    typeof members["at"] === "number" &&
    typeof members["status"] === "number" &&
    (input === undefined || (typeof input === "object" && input !== null))
  );
}

function isLoss(value: unknown): value is { readonly lost: number } {
  return typeof value === "object" && value !== null && "lost" in value && typeof value.lost === "number";
}
