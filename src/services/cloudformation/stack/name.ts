/** What a stack may be called. */
import { validationError } from "../errors.ts";

const NAME = /^[a-zA-Z][-a-zA-Z0-9]*$/;
const NAME_MAXIMUM_CHARACTERS = 128;

/** The model leaves the form of the name open; the service does not. @throws ValidationError */
export function checkStackName(name: string): void {
  if (!NAME.test(name)) {
    throw validationError(
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  }
  if (name.length > NAME_MAXIMUM_CHARACTERS) {
    throw validationError(
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must have length less than or equal to ${NAME_MAXIMUM_CHARACTERS}`,
    );
  }
}
