/** Progress on one line of a terminal; where the output is no terminal, only what is done is told. */

/** A line that is written over until something is done. */
export interface ProgressLine {
  show(text: string): void;
  done(text: string): void;
}

const SHOW_EVERY_MILLISECONDS = 100;

export function progressLine(): ProgressLine {
  let shownAt = 0;
  return {
    show(text) {
      if (!process.stdout.isTTY || performance.now() - shownAt < SHOW_EVERY_MILLISECONDS) return;
      shownAt = performance.now();
      process.stdout.write(`\r\u001B[K${text.slice(0, process.stdout.columns - 1)}`);
    },
    done(text) {
      if (process.stdout.isTTY) process.stdout.write("\r\u001B[K");
      console.log(text);
    },
  };
}
