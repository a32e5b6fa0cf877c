/** The deduplication id of a message that was sent without one. */
import { hash } from "node:crypto";

/** Lower-case hexadecimal SHA-256 of the body alone: attributes do not count. */
export function contentDeduplicationId(body: string): string {
  return hash("sha256", body, "hex");
}
