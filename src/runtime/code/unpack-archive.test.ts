/** Archives that are good, bad and hostile. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync, type Zippable } from "fflate";
import { describe, expect, it } from "vitest";
import { ArchiveRefused } from "../../platform/ports/code-folders.ts";
import { unpackArchive } from "./unpack-archive.ts";

/** Attributes of an entry as a Unix tool writes them. */
const unix = (mode: number): { readonly os: number; readonly attrs: number } => ({ os: 3, attrs: (mode << 16) >>> 0 });
const LINK = 0o120777;
const BOUNDS = { unzippedBytes: 1_000_000 };

const bytes = (text: string): Uint8Array => Buffer.from(text);

async function unpack(archive: Uint8Array): Promise<string> {
  const outside = mkdtempSync(join(tmpdir(), "sluice-archive-"));
  const folder = join(outside, "inside");
  mkdirSync(folder);
  await unpackArchive({ bytes: archive }, folder, BOUNDS);
  return folder;
}

describe("an archive", () => {
  it("is unpacked with its folders, its modes and its links", async () => {
    const folder = await unpack(
      zipSync({
        "index.js": [bytes("1"), unix(0o100600)],
        "bin/run": [bytes("#!/bin/sh"), unix(0o100755)],
        "lib/": [new Uint8Array(), unix(0o040700)],
        "lib/link": [bytes("../index.js"), unix(LINK)],
      }),
    );
    expect(readFileSync(join(folder, "index.js"), "utf8")).toBe("1");
    expect(statSync(join(folder, "index.js")).mode & 0o777).toBe(0o644);
    expect(statSync(join(folder, "bin/run")).mode & 0o111).not.toBe(0);
    expect(readlinkSync(join(folder, "lib/link"))).toBe("../index.js");
    expect(readFileSync(join(folder, "lib/link"), "utf8")).toBe("1");
  });

  it.each<[string, Zippable]>([
    ["a name that leaves the folder", { "../evil": bytes("x") }],
    ["a name that leaves it half-way", { "a/../../evil": bytes("x") }],
    ["an absolute name", { "/tmp/evil": bytes("x") }],
    ["a backslash", { "..\\evil": bytes("x") }],
    ["a drive", { "C:/evil": bytes("x") }],
    ["a link out of the folder", { link: [bytes("../evil"), unix(LINK)] }],
    ["an absolute link", { link: [bytes("/etc/passwd"), unix(LINK)] }],
    ["an empty link", { link: [bytes(""), unix(LINK)] }],
    ["a file through a link", { a: [bytes("b"), unix(LINK)], "a/evil": bytes("x") }],
    [
      "links that leave it together",
      {
        "t/": new Uint8Array(),
        "a/b/c/x": [bytes("../../../t"), unix(LINK)],
        "a/y": [bytes("b/c/x/../../.."), unix(LINK)],
      },
    ],
    ["a device", { null: [bytes(""), unix(0o020666)] }],
    ["a file that is a folder, too", { a: bytes("x"), "a/b": bytes("y") }],
  ])("with %s is refused", async (_name, files) => {
    await expect(unpack(zipSync(files))).rejects.toEqual(new ArchiveRefused("bad"));
    expect(existsSync("/tmp/evil")).toBe(false);
  });

  it("that is cut off, damaged or nothing at all is refused", async () => {
    const good = zipSync({ "index.js": bytes("console.log(1);".repeat(50)) });
    const damaged = Uint8Array.from(good);
    damaged.fill(0xff, 42, 60);
    for (const bad of [good.subarray(0, good.length - 10), damaged, new Uint8Array(), bytes("PK")]) {
      await expect(unpack(bad)).rejects.toEqual(new ArchiveRefused("bad"));
    }
  });

  it("that unpacks to more than is allowed is refused", async () => {
    const archive = zipSync({ a: new Uint8Array(600), b: new Uint8Array(600) });
    const folder = mkdtempSync(join(tmpdir(), "sluice-archive-"));
    const refused = unpackArchive({ bytes: archive }, folder, { unzippedBytes: 1000 });
    await expect(refused).rejects.toEqual(new ArchiveRefused("tooLarge"));
    await unpackArchive({ bytes: archive }, folder, { unzippedBytes: 1200 });
  });
});
