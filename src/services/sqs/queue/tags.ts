/** Tags of queues: AWS's limits on their keys and values. */
import { invalidParameterValue } from "../errors.ts";
import { FIXED, type Limits } from "../limits.ts";

/** @throws ServiceError InvalidParameterValue */
export function checkTags(tags: Readonly<Record<string, string>>, limits: Limits): void {
  const entries = Object.entries(tags);
  if (entries.length > limits.tags) {
    throw invalidParameterValue("Tags", entries.length, `A queue can have at most ${limits.tags} tags.`);
  }
  for (const [key, value] of entries) {
    if (key.length < 1 || key.length > FIXED.tagKeyCharacters) {
      throw invalidParameterValue("Key", key, `Tag keys must be between 1 and ${FIXED.tagKeyCharacters} characters.`);
    }
    if (value.length > FIXED.tagValueCharacters) {
      throw invalidParameterValue("Value", value, `Tag values must be at most ${FIXED.tagValueCharacters} characters.`);
    }
  }
}
