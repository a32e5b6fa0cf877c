/** What the text of a template says to CloudFormation, for those who hand it templates. */
import { ServiceError } from "../platform/service-error.ts";
import { parseTemplate } from "../services/cloudformation/template/parse.ts";

/**
 * The template as plain data, its short tags written out: as JSON it is the same template.
 * @throws Error saying what is wrong when it is not well-formed
 */
export function readTemplate(text: string): unknown {
  try {
    return parseTemplate(text);
  } catch (error) {
    if (error instanceof ServiceError) throw new Error(error.message, { cause: error });
    throw error;
  }
}
