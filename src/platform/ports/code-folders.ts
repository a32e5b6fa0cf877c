/** The port to folders with unpacked function code: the runtimes read code by path, and archives may be hostile. */

/** An archive: its file, or its bytes where the store keeps no files. */
export type Archive = { readonly path: string } | { readonly bytes: Uint8Array };

/** What an archive may come to. */
export interface ArchiveBounds {
  readonly unzippedBytes: number;
}

/** Makes a folder out of each archive, once. The archive counts: its folder can always be made again. */
export interface CodeFolders {
  /**
   * The folder with what the archive holds, complete. `open` is asked for the archive only when there is no such folder:
   * the first time, after a restart, or after somebody with a broom.
   * @param name a plain file name that stands for the content: the same name always means the same archive
   * @throws ArchiveRefused, with nothing left behind; the system's error when this machine cannot write the folder
   */
  folderOf(name: string, open: () => Promise<Archive>, bounds: ArchiveBounds): Promise<string>;
  /** How many bytes the files in a folder have that `folderOf` has made. */
  bytesOf(name: string): Promise<number>;
  /** Removes a folder that nobody needs any more; should somebody need it after all, it is made again. */
  remove(name: string): Promise<void>;
}

/** An archive that is not unpacked: damaged or hostile (`bad`), or more than its bounds (`tooLarge`). */
export class ArchiveRefused extends Error {
  override readonly name = "ArchiveRefused";
  readonly reason: "bad" | "tooLarge";

  constructor(reason: "bad" | "tooLarge") {
    super(reason === "bad" ? "The archive cannot be unpacked." : "The archive unpacks to more than is allowed.");
    this.reason = reason;
  }
}
