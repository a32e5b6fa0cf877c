/** What is deployed as the code of a function that a handler of the test is bound to: its own code is not packaged. */
import { createHash } from "node:crypto";
import { zipFiles } from "../../deploy/zip.ts";
import type { CodeFolders } from "../../platform/ports/code-folders.ts";

const STUB_FILE = "sluice-bound-in-a-test.txt";
const TEXT = "The handler of this function is in the process of a test.\n";

interface Stub {
  readonly archive: Uint8Array;
  /** The name of its folder: what its content comes to. */
  readonly folder: string;
}

let made: Stub | undefined;

function stub(): Stub {
  if (made !== undefined) return made;
  const archive = zipFiles([{ path: STUB_FILE, bytes: Buffer.from(TEXT), isExecutable: false }]);
  made = { archive, folder: createHash("sha256").update(archive).digest("hex") };
  return made;
}

/** The archive, the same for all such functions. */
export function stubArchive(): Uint8Array {
  return stub().archive;
}

/** Whether a function's code is the stub. */
export function isStub(codeDirectory: string): boolean {
  return codeDirectory === stub().folder;
}

/**
 * Folders of code of which the stub's is none: nobody reads it, and a disk, which answers when it likes, would decide which of
 * two functions runs first.
 */
export function withoutStubs(folders: CodeFolders): CodeFolders {
  return {
    folderOf: (name, open, bounds) => (isStub(name) ? Promise.resolve(name) : folders.folderOf(name, open, bounds)),
    bytesOf: (name) => (isStub(name) ? Promise.resolve(TEXT.length) : folders.bytesOf(name)),
    remove: (name) => (isStub(name) ? Promise.resolve() : folders.remove(name)),
  };
}
