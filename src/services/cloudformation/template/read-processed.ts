/** The template of a stack, from the text that the stack keeps. */
import { frozen, remembered } from "../../../kernel/remembered.ts";
import { TEMPLATES_REMEMBERED } from "../limits.ts";
import { readTemplate, type Template } from "./template.ts";

/** Shared by all who ask for the same text. @throws ValidationError */
export const readProcessed: (text: string) => Template = remembered(
  (text) => readTemplate(frozen(JSON.parse(text))),
  TEMPLATES_REMEMBERED,
);
