/** The data folder: everything durable, in one place, in a known format, used by one process at a time. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { ifThere } from "../if-there.ts";
import { syncFolder } from "../sync-folder.ts";
import { lockFolder } from "./folder-lock.ts";
import type { FolderLock } from "./folder-lock.ts";

/**
 * The format that this version reads and writes. It rises when versions can no longer read what others wrote.
 * 1: rows alone, messages in CBOR. 2: a journal before the rows, messages in a form of their own.
 */
export const DATA_FORMAT = 3;

/** A data folder that this process holds. */
export interface DataFolder {
  /** The file of the rows. */
  readonly rowsFile: string;
  /** The files of the journal before them. */
  readonly journalFiles: readonly [string, string];
  /** The folder of the blobs. */
  readonly blobsFolder: string;
  /** Lets another process have the folder. */
  release(): Promise<void>;
}

/** The folder was written by a version that this one does not understand, or by none. */
export class UnknownDataFormat extends Error {
  override readonly name = "UnknownDataFormat";
}

/**
 * Opens a data folder, which is made when it is not there.
 * @throws FolderInUse when another process uses it
 * @throws UnknownDataFormat when its format is not one that this version reads; nothing in it is touched
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const folder = resolve(path);
  if (isMade(folder)) {
    // It often lies in a project, whose history is no place for data, or for the key of the certificate.
    writeFileSync(join(folder, ".gitignore"), "*\n");
    await syncFolder(dirname(folder));
  }
  const lock: FolderLock = await lockFolder(folder);
  try {
    await checkFormat(folder);
  } catch (error) {
    await lock.release();
    throw error;
  }
  return {
    rowsFile: join(folder, "rows.mdb"),
    journalFiles: [join(folder, "journal.0"), join(folder, "journal.1")],
    blobsFolder: join(folder, "blobs"),
    release: () => lock.release(),
  };
}

/** Whether the folder was made just now. */
function isMade(folder: string): boolean {
  try {
    return mkdirSync(folder, { recursive: true }) !== undefined;
  } catch (error) {
    const isFile = error instanceof Error && "code" in error && (error.code === "EEXIST" || error.code === "ENOTDIR");
    if (!isFile) throw error;
    throw new Error(`there is a file where the data folder ${folder} would be: choose another folder`, {
      cause: error,
    });
  }
}

async function checkFormat(folder: string): Promise<void> {
  const path = join(folder, "FORMAT");
  const content = ifThere(() => readFileSync(path, "utf8"));
  if (content === undefined) return writeFormat(folder, path);
  const format = Number(content.trim());
  if (!Number.isSafeInteger(format) || format < 1) {
    throw new UnknownDataFormat(`${path} does not hold a format number: the folder is damaged, or not ours`);
  }
  if (format > DATA_FORMAT) {
    throw new UnknownDataFormat(
      `the data folder ${folder} was written in format ${format} by a newer version; this one reads ${DATA_FORMAT}. ` +
        "Use that version, or another folder",
    );
  }
  if (format < DATA_FORMAT) {
    throw new UnknownDataFormat(
      `the data folder ${folder} was written in format ${format} by an older version; this one reads ${DATA_FORMAT} alone. ` +
        "Use that version, or another folder",
    );
  }
}

async function writeFormat(folder: string, path: string): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, "w");
  try {
    await file.writeFile(`${DATA_FORMAT}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  renameSync(temporary, path);
  await syncFolder(folder);
}
