/** A Python program of this folder, which prints what happens as one JSON object a line. */
import { spawn, spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const PYTHON = process.env["SLUICE_PYTHON"] ?? "python3";

/** What is missing where this machine's Python cannot import `module`, from `folder` if it is there, or undefined. */
export function lackOf(module: string, name: string, folder = ""): string | undefined {
  const env = { ...process.env, PYTHONPATH: folder };
  const { status } = spawnSync(PYTHON, ["-c", `import ${module}`], { env, stdio: "ignore" });
  return status === 0 ? undefined : `${name} for ${PYTHON} (SLUICE_PYTHON names another Python)`;
}

/** A running program. */
export interface PythonProgram<Event> {
  write(line: string): void;
  /** The next line; rejects with what the program complained of when it has ended. */
  next(): Promise<Event>;
  /** Ends its input, or sends it a signal; resolves when it has ended. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

export function startPython<Event>(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): PythonProgram<Event> {
  const env = { ...surroundings(), ...environment };
  const path = join(import.meta.dirname, script);
  const child = spawn(PYTHON, [path, ...args], { env, stdio: ["pipe", "pipe", "pipe"] });
  const complaints: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => complaints.push(text));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    write: (line) => child.stdin.write(line),
    async next() {
      const { value, done } = await lines.next();
      if (done === true) {
        await ended;
        throw new Error(`${script} ${args[0]} has ended: ${complaints.join("")}`);
      }
      // What a program prints is described at its top.
      return JSON.parse(value) as Event;
    },
    end(signal) {
      child.stdin.end();
      if (signal !== undefined) child.kill(signal);
      return ended;
    },
  };
}

/** Nothing of the machine's own AWS configuration. */
function surroundings(): Readonly<Record<string, string | undefined>> {
  const nothing = join(tmpdir(), "sluice-has-no-such-file");
  return {
    PATH: process.env["PATH"],
    HOME: tmpdir(),
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
    AWS_PAGER: "",
    PYTHONDONTWRITEBYTECODE: "1",
  };
}
