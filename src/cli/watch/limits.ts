/** Every bound of watching. */

/** How long nothing must change before it is looked at what changed: an editor writes a file in several steps. */
export const QUIET_MILLISECONDS = 100;
/** Folders that are watched. The system has a bound of its own, on Linux fs.inotify.max_user_watches, often 8,192. */
export const WATCHED_FOLDERS_MAXIMUM = 5000;
/** How often a cloud is asked which of its functions listen for a debugger. */
export const INSPECTORS_ASKED_EVERY_MILLISECONDS = 500;
