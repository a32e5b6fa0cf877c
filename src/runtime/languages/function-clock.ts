/**
 * By which clock the code of functions tells the time: the machine's, as all programs do, or the cloud's, which may be
 * virtual.
 */
export type FunctionClock = "machine" | "cloud";
