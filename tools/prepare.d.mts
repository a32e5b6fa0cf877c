/** The types of prepare.mjs, for its test. */

/** What is wrong with a version of Node.js, or undefined. */
export function nodeComplaint(version: string): string | undefined;

/** One package as npm's lock files describe it. */
export interface LockedPackage {
  readonly version?: string;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

/** The part of a lock file that is compared. */
export interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** The first package that is locked in a version other than the installed one, or undefined. */
export function lockDisagreement(lock: LockFile, installed: LockFile): string | undefined;
