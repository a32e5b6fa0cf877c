/** Remembering what a pure function said last, for callers that often ask the same several times in a row. */

/** `work`, which is not done again while its argument is the very same one; what is given to it must not change. */
export function latest<Argument, Result>(work: (argument: Argument) => Result): (argument: Argument) => Result {
  let known: { readonly argument: Argument; readonly result: Result } | undefined;
  return (argument) => {
    if (known === undefined || known.argument !== argument) known = { argument, result: work(argument) };
    return known.result;
  };
}
