/** What a crash run is told. */
export interface CrashOptions {
  readonly cycles: number;
  readonly seed: number;
  /** The built command, and the built checker. */
  readonly program: string;
  readonly checker: string;
}
