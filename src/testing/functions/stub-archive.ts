/** What is deployed as the code of a function that a handler of the test is bound to: its own code is not packaged. */
import { zipFiles } from "../../deploy/zip.ts";

/** By this file such code is known. */
export const STUB_FILE = "sluice-bound-in-a-test.txt";

const TEXT = "The handler of this function is in the process of a test.\n";

let archive: Uint8Array | undefined;

/** The archive, the same for all such functions. */
export function stubArchive(): Uint8Array {
  archive ??= zipFiles([{ path: STUB_FILE, bytes: Buffer.from(TEXT), isExecutable: false }]);
  return archive;
}
