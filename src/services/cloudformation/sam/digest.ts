/** What logical ids end in that change with what they stand for. */
import { createHash } from "node:crypto";

export function digest(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
