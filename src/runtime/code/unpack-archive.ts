/** Unpacks zip archives that may be hostile: nothing leaves the folder, and nothing costs more than its bound. */
import { createWriteStream } from "node:fs";
import { mkdir, realpath, symlink } from "node:fs/promises";
import { dirname, join, normalize, resolve, sep } from "node:path";
import { Transform } from "node:stream";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Entry, ZipFile } from "yauzl";
import { ArchiveRefused, type Archive, type ArchiveBounds } from "../../platform/ports/code-folders.ts";
import { ARCHIVE_ENTRIES_MAX, ARCHIVE_RATIO_MAX, LINK_TARGET_BYTES_MAX } from "../limits.ts";

interface Progress {
  readonly folder: string;
  readonly archiveBytes: number;
  readonly maximumBytes: number;
  entries: number;
  unzippedBytes: number;
  /** Made after all files, so that no file is written through a link. */
  readonly links: { readonly path: string; readonly target: string }[];
}

/**
 * Unpacks `archive` into `folder`, which exists and is empty. On an error the folder holds a part; the caller drops it.
 * @throws ArchiveRefused; the system's error when this machine lacks something
 */
export async function unpackArchive(archive: Archive, folder: string, bounds: ArchiveBounds): Promise<void> {
  try {
    const zip = await open(archive);
    // Whoever waits for an entry hears of an error; one that comes later has nobody, and must not end the process.
    zip.on("error", () => {});
    const archiveBytes = zip.fileSize;
    const maximumBytes = bounds.unzippedBytes;
    const progress: Progress = { folder, archiveBytes, maximumBytes, entries: 0, unzippedBytes: 0, links: [] };
    try {
      for (let entry = await next(zip); entry !== undefined; entry = await next(zip)) {
        await unpack(zip, entry, progress);
      }
    } finally {
      zip.close();
    }
    for (const link of progress.links) await makeLink(link, folder);
    for (const link of progress.links) await checkLink(link.path, folder);
  } catch (error) {
    throw isOurs(error) ? error : new ArchiveRefused("bad");
  }
}

/** Refusals, and what the machine itself lacks: all else is the archive's fault. */
function isOurs(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof ArchiveRefused) return true;
  const code = "code" in error ? String(error.code) : "";
  return ["ENOSPC", "EDQUOT", "EIO", "EMFILE", "ENFILE", "EACCES", "EROFS"].includes(code);
}

/** `strictFileNames` refuses backslashes; absolute names and `..` are refused by `validateFileName` in any case. */
const OPTIONS = { lazyEntries: true, autoClose: false, strictFileNames: true, validateEntrySizes: true } as const;

async function open(archive: Archive): Promise<ZipFile> {
  // Loaded with the first archive: the start of every server would pay for it otherwise.
  const { default: yauzl } = await import("yauzl");
  return new Promise((done, fail) => {
    const opened = (error: Error | null, zip?: ZipFile): void =>
      zip === undefined ? fail(error ?? new ArchiveRefused("bad")) : done(zip);
    if ("path" in archive) yauzl.open(archive.path, OPTIONS, opened);
    else {
      yauzl.fromBuffer(
        Buffer.from(archive.bytes.buffer, archive.bytes.byteOffset, archive.bytes.byteLength),
        OPTIONS,
        opened,
      );
    }
  });
}

function next(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((done, fail) => {
    const settle = (finish: () => void): void => {
      zip.off("entry", onEntry).off("end", onEnd).off("error", onError);
      finish();
    };
    const onEntry = (entry: Entry): void => settle(() => done(entry));
    const onEnd = (): void => settle(() => done(undefined));
    const onError = (error: Error): void => settle(() => fail(error));
    zip.on("entry", onEntry).on("end", onEnd).on("error", onError);
    zip.readEntry();
  });
}

const TYPE_MASK = 0o170000;
const LINK_TYPE = 0o120000;
const FOLDER_TYPE = 0o040000;
const FILE_TYPE = 0o100000;

async function unpack(zip: ZipFile, entry: Entry, progress: Progress): Promise<void> {
  if (++progress.entries > ARCHIVE_ENTRIES_MAX) throw new ArchiveRefused("bad");
  const path = pathInside(progress.folder, entry.fileName);
  const mode = entry.externalFileAttributes >>> 16;
  const type = mode & TYPE_MASK;
  if (entry.fileName.endsWith("/") || type === FOLDER_TYPE) {
    await mkdir(path, { recursive: true });
    return;
  }
  // Devices, pipes and sockets have no place in code.
  if (type !== 0 && type !== FILE_TYPE && type !== LINK_TYPE) throw new ArchiveRefused("bad");
  if (path === progress.folder) throw new ArchiveRefused("bad");
  await mkdir(dirname(path), { recursive: true });
  const content = await contentOf(zip, entry);
  // A pipeline, since only that takes up the errors of every stream in it: damaged data must not end the process.
  if (type === LINK_TYPE) {
    await pipeline(content, counted(progress), async (pieces) => {
      progress.links.push({ path, target: await linkTarget(pieces) });
    });
    return;
  }
  // Readable by all and runnable where the archive says so, whatever else it says: AWS needs the same.
  await pipeline(content, counted(progress), createWriteStream(path, { mode: 0o644 | (mode & 0o111) }));
}

/** Where an entry goes. yauzl has refused `..` and absolute names; this makes sure whatever it lets through. */
function pathInside(folder: string, name: string): string {
  if (name.includes("\0") || name.includes("\\")) throw new ArchiveRefused("bad");
  const path = join(folder, normalize(name)).replace(/\/+$/, "");
  if (path !== folder && !path.startsWith(folder + sep)) throw new ArchiveRefused("bad");
  return path;
}

function contentOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  if (entry.isEncrypted()) throw new ArchiveRefused("bad");
  return new Promise((done, fail) => {
    zip.openReadStream(entry, (error, stream) =>
      stream === undefined || error ? fail(error ?? new ArchiveRefused("bad")) : done(stream),
    );
  });
}

/** Counts what really comes out, since the sizes that an archive states may be lies. */
function counted(progress: Progress): Transform {
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      progress.unzippedBytes += chunk.byteLength;
      if (progress.unzippedBytes > progress.maximumBytes) return done(new ArchiveRefused("tooLarge"));
      if (progress.unzippedBytes > progress.archiveBytes * ARCHIVE_RATIO_MAX) return done(new ArchiveRefused("bad"));
      done(null, chunk);
    },
  });
}

async function linkTarget(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const kept: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.byteLength;
    if (length > LINK_TARGET_BYTES_MAX) throw new ArchiveRefused("bad");
    kept.push(piece);
  }
  return Buffer.concat(kept).toString("utf8");
}

async function makeLink(link: { readonly path: string; readonly target: string }, folder: string): Promise<void> {
  const { path, target } = link;
  const aim = resolve(dirname(path), target);
  const isInside = aim === folder || aim.startsWith(folder + sep);
  if (target === "" || target.startsWith("/") || !isInside) throw new ArchiveRefused("bad");
  await symlink(target, path);
}

/** Links through links can lead further up than their texts say, so each is followed once all are there. */
async function checkLink(path: string, folder: string): Promise<void> {
  const root = await realpath(folder);
  let aim: string;
  try {
    aim = await realpath(path);
  } catch {
    // A link to nothing leads nowhere.
    return;
  }
  if (aim !== root && !aim.startsWith(root + sep)) throw new ArchiveRefused("bad");
}
