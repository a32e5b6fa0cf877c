/** The durability contract under kill -9: what was acknowledged is there, in order, and nothing is half there. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buildSync } from "esbuild";
import { expect, it } from "vitest";
import { seededRandom } from "../../kernel/random.ts";
import { openStore } from "../open-store.ts";
import { killedLast, killedRows } from "./killed-writer.contract.ts";

const ROUNDS = 6;
const SEED = 20;

it("loses nothing that was acknowledged when it is killed, time and again", async () => {
  const random = seededRandom(SEED);
  const folder = mkdtempSync(join(tmpdir(), "sluice-killed-"));
  const program = buildProgram(`killed-writer-${SEED}.mjs`);
  let acknowledged = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const enough = acknowledged + 1 + (random.uint32() % 3000);
    acknowledged = Math.max(acknowledged, await killAfter(program, folder, enough));
    await checkRows(folder, acknowledged);
  }
  expect(acknowledged).toBeGreaterThan(ROUNDS);
  rmSync(folder, { recursive: true });
  rmSync(program);
});

/** The program as one JavaScript file, inside node_modules so that it finds its packages. */
function buildProgram(name: string): string {
  const outfile = join(import.meta.dirname, "../../../node_modules/.cache/sluice", name);
  const entryPoint = join(import.meta.dirname, "killed-writer.contract.ts");
  buildSync({
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  return outfile;
}

/** Runs the program until it has acknowledged row `enough`, kills it, and answers the last row that it acknowledged. */
async function killAfter(program: string, folder: string, enough: number): Promise<number> {
  const child = spawn(process.execPath, [program, "write-until-killed", folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let last = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    expect(Number(line)).toBeGreaterThan(last);
    last = Number(line);
    if (last >= enough) child.kill("SIGKILL");
  }
  expect(await ended).toEqual([null, "SIGKILL"]);
  return last;
}

async function checkRows(directory: string, acknowledged: number): Promise<void> {
  const { store, blobs, close } = await openStore({ directory, random: seededRandom(SEED) });
  const rows = store.read((tx) => [...killedRows.range(tx, [])]);
  expect(rows.length).toBeGreaterThanOrEqual(acknowledged);
  expect(store.read((tx) => killedLast.get(tx, ["last"]))).toBe(rows.length);
  rows.forEach(({ key: [order], value }, index) => {
    expect(order).toBe(index + 1);
    expect(value.order).toBe(order);
    expect(value.filler).toHaveLength(order % 5000);
  });
  const referred = rows.map(({ value }) => value.blob).filter((blob) => blob !== undefined);
  for (const blob of referred) expect(Buffer.from(await blobs.readAll(blob)).toString()).toMatch(/^the blob of \d+$/);
  await close();
}
