/** Blobs in files under the suite of all blobs, and what a restart does. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { seededRandom } from "../kernel/random.ts";
import { blobsContract } from "./blobs.contract.ts";
import { openFileBlobs } from "./file-blobs.ts";

blobsContract("blobs in files", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-blobs-"));
  return {
    blobs: await openFileBlobs(join(folder, "blobs"), { random: seededRandom(1) }),
    discard: async () => rmSync(folder, { recursive: true }),
  };
});

it("finds blobs again after a restart, and sweeps those that were never finished", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-blobs-"));
  const blobs = await openFileBlobs(folder, { random: seededRandom(1) });
  const { id } = await blobs.put([Buffer.from("kept")], 100);
  writeFileSync(join(folder, "incoming", "half"), "unfinished");
  const reopened = await openFileBlobs(folder, { random: seededRandom(2) });
  expect(readdirSync(join(folder, "incoming"))).toEqual([]);
  expect(Buffer.from(await reopened.readAll(id)).toString()).toBe("kept");
  rmSync(folder, { recursive: true });
});

it("leaves no temporary file behind a body that is too long", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-blobs-"));
  const blobs = await openFileBlobs(folder, { random: seededRandom(1) });
  await expect(blobs.put([Buffer.from("too long")], 3)).rejects.toThrow("longer than 3 bytes");
  expect(readdirSync(join(folder, "incoming"))).toEqual([]);
  rmSync(folder, { recursive: true });
});

it("says where a blob is as a file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-blobs-"));
  const blobs = await openFileBlobs(folder, { random: seededRandom(1) });
  const { id } = await blobs.put([Buffer.from("code")], 100);
  const path = blobs.pathOf(id) ?? "";
  expect(existsSync(path) && readFileSync(path, "utf8")).toBe("code");
  rmSync(folder, { recursive: true });
});
