/** What is asked of a file that need not be there. */

/** What `ask` answers, or undefined when the file that it asks for is not there. */
export function ifThere<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
