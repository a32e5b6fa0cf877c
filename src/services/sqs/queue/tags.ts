/** Tags of queues: AWS's limits on their keys and values. */
import { invalidParameterValue } from "../errors.ts";
import { TAG_KEY_CHARACTERS_MAX, TAG_VALUE_CHARACTERS_MAX, TAGS_MAX } from "../limits.ts";

/** @throws ServiceError InvalidParameterValue */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  const entries = Object.entries(tags);
  if (entries.length > TAGS_MAX) {
    throw invalidParameterValue("Tags", entries.length, `A queue can have at most ${TAGS_MAX} tags.`);
  }
  for (const [key, value] of entries) {
    if (key.length < 1 || key.length > TAG_KEY_CHARACTERS_MAX) {
      throw invalidParameterValue("Key", key, `Tag keys must be between 1 and ${TAG_KEY_CHARACTERS_MAX} characters.`);
    }
    if (value.length > TAG_VALUE_CHARACTERS_MAX) {
      throw invalidParameterValue("Value", value, `Tag values must be at most ${TAG_VALUE_CHARACTERS_MAX} characters.`);
    }
  }
}
