/** `sluice status`: what a running cloud says of itself. */
import { requestCloud } from "./ask-cloud.ts";

/**
 * Prints the cloud's health; the exit status is 1 when the cloud has failed.
 * @throws Error a sentence when nobody answers
 */
export async function status(endpoint: string): Promise<void> {
  const answer = await requestCloud(endpoint, "/_sluice/health");
  console.log(await answer.text());
  if (!answer.ok) process.exitCode = 1;
}
