/** Whether a caller still waits. */

export interface Attendance {
  /** Nobody waits for the outcome any more. */
  readonly isUnwanted: boolean;
  /** Aborted when that is so. Asked for only by who has to be told: it may be made on demand, which costs. */
  readonly signal: AbortSignal;
}

/** That of a caller who has a signal already. */
export function attendanceOf(signal: AbortSignal): Attendance {
  return new Signalled(signal);
}

/** A class, since each object literal with a getter would be of a shape of its own. */
class Signalled implements Attendance {
  readonly signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.signal = signal;
  }

  get isUnwanted(): boolean {
    return this.signal.aborted;
  }
}
