/** `sluice status`: what a running cloud says of itself. */

/** Prints the cloud's health; the exit status is 1 when nobody answers or the cloud has failed. */
export async function status(endpoint: string): Promise<void> {
  let answer: Response;
  try {
    answer = await fetch(new URL("/_sluice/health", endpoint));
  } catch {
    // fetch tells a refused connection only through a nested cause; to the user it means one thing.
    console.error(`Nothing answers at ${endpoint}. Start a cloud with: sluice up`);
    process.exitCode = 1;
    return;
  }
  console.log(await answer.text());
  if (!answer.ok) process.exitCode = 1;
}
