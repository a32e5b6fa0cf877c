/** Being told that files of a folder have changed: the port that a watch session looks through, and the machine's own. */
import { statSync, watch, type FSWatcher } from "node:fs";
import { WATCHED_FOLDERS_MAXIMUM } from "./limits.ts";

/** Tells of changes in folders. It may tell too often, and does not say what has changed. */
export interface SourceWatcher {
  /**
   * Watches exactly these folders, without those in them, until the next call.
   * @returns whether a folder is watched that was not before, of which changes until now went unseen
   * @throws Error when there are more than can be watched
   */
  watch(folders: ReadonlySet<string>): boolean;
  close(): void;
}

/** Watches through the system. `changed` is called after each change. */
export function fileSystemWatcher(changed: () => void): SourceWatcher {
  const watched = new Map<string, Watched>();
  const leave = (folder: string): void => {
    watched.get(folder)?.watcher.close();
    watched.delete(folder);
  };
  const enter = (folder: string, inode: number): void => {
    const watcher = watch(folder, changed);
    watcher.on("error", () => {
      // The folder is gone. That is a change, and if it comes back it will be entered anew.
      leave(folder);
      changed();
    });
    watched.set(folder, { watcher, inode });
  };
  return {
    watch(folders) {
      if (folders.size > WATCHED_FOLDERS_MAXIMUM) {
        throw new Error(`The sources lie in ${folders.size} folders; at most ${WATCHED_FOLDERS_MAXIMUM} are watched.`);
      }
      for (const folder of watched.keys()) if (!folders.has(folder)) leave(folder);
      let hasNew = false;
      for (const folder of folders) {
        // A folder that was removed and made again, as by a change of branches, is another one of the same name.
        const inode = statSync(folder, { throwIfNoEntry: false })?.ino;
        if (watched.get(folder)?.inode === inode) continue;
        leave(folder);
        if (inode === undefined) continue;
        enter(folder, inode);
        hasNew = true;
      }
      return hasNew;
    },
    close() {
      for (const folder of watched.keys()) leave(folder);
    },
  };
}

interface Watched {
  readonly watcher: FSWatcher;
  readonly inode: number;
}
