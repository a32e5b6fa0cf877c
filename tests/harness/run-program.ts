/** Runs a program to its end. */
import { spawn } from "node:child_process";

/** How a program ended, and what it printed, on both of its outputs. */
export interface Ended {
  readonly status: number | null;
  readonly printed: string;
}

/** Where a program runs, and what it finds in its environment. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs `command`, which is given no input, and gathers what it prints. */
export async function runProgram(command: string, args: readonly string[], surroundings: Surroundings): Promise<Ended> {
  const child = spawn(command, args, { ...surroundings, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (piece: string) => {
      printed += piece;
    });
  }
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, printed };
}
