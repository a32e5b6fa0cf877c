/** Programs, and places that they are started in: what an environment's processes see of the machine. */

/** A program and what it is started with. */
export interface Program {
  readonly executable: string;
  readonly args: readonly string[];
}

/** A place that programs are started in. */
export interface ProgramPlace {
  /** The program with all that it takes to start it there. */
  place(program: Program): Program;
}

/** Where a program sees what the server sees. */
export const ON_THE_MACHINE: ProgramPlace = { place: (program) => program };
