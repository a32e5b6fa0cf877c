/** Real disks that fail under a running server, where the machine lets a test make them: by strace, or by a small mount. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeSync, openSync, closeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Which calls of a process fail from now on, and how. */
export interface Injection {
  readonly calls: string;
  readonly code: "EIO" | "ENOSPC";
  /** Only those on these files; on any when there are none. */
  readonly files: readonly string[];
}

/** Lets calls of a process fail until the function that it resolves with is called. Rejects where strace cannot. */
export async function injectFaults(pid: number, { calls, code, files }: Injection): Promise<() => Promise<void>> {
  const only = files.flatMap((file) => ["-P", file]);
  const how = ["-e", `trace=${calls}`, "-e", `inject=${calls}:error=${code}`, "-o", "/dev/null"];
  const strace = spawn("strace", ["-f", ...how, ...only, "-p", String(pid)], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<void>((resolve) => {
    strace.once("error", () => resolve());
    strace.once("exit", () => resolve());
  });
  let said = "";
  const attached = new Promise<boolean>((resolve) => {
    strace.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("attached")) resolve(true);
    });
    void ended.then(() => resolve(false));
  });
  if (!(await attached)) throw new Error(`strace cannot be used: ${said.trim() || "it is not installed"}`);
  return async () => {
    strace.kill("SIGTERM");
    await ended;
  };
}

/** Why strace cannot let calls of another process fail here; undefined when it can. */
export async function whyNoStrace(): Promise<string | undefined> {
  const child = spawn("cat", { stdio: ["pipe", "ignore", "ignore"] });
  try {
    await once(child, "spawn");
    const stop = await injectFaults(child.pid ?? 0, { calls: "fdatasync", code: "EIO", files: [] });
    await stop();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    child.kill();
  }
}

/** A disk of its own, small enough to be filled. */
export class SmallDisk {
  readonly path: string;
  readonly #filler: string;

  /** @throws Error with mount's own words where this user may not mount */
  constructor(mebibytes: number) {
    this.path = mkdtempSync(join(tmpdir(), "sluice-small-disk-"));
    this.#filler = join(this.path, "filler");
    const mount = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${mebibytes}m`, "tmpfs", this.path]);
    if (mount.status === 0) return;
    rmSync(this.path, { recursive: true });
    throw new Error(`a disk cannot be mounted: ${mount.error?.message ?? mount.stderr.toString().trim()}`);
  }

  /** Leaves not a byte. */
  fill(): void {
    const descriptor = openSync(this.#filler, "a");
    try {
      for (;;) writeSync(descriptor, Buffer.alloc(4_096));
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
    } finally {
      closeSync(descriptor);
    }
  }

  free(): void {
    rmSync(this.#filler);
  }

  remove(): void {
    spawnSync("umount", [this.path]);
    rmSync(this.path, { recursive: true });
  }
}

/** Why no disk can be mounted here; undefined when one can. */
export function whyNoMount(): string | undefined {
  try {
    new SmallDisk(1).remove();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
