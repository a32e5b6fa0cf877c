/** What a stack was given and does not tell: the values of parameters with NoEcho. */
import { readProcessed } from "../template/read-processed.ts";
import type { StackContent } from "./stack-record.ts";

/** What is shown in place of a secret. */
export const MASK = "****";

/** A text as it is shown: masked as a whole where it tells a secret. */
export function maskedText(text: string, secrets: readonly string[]): string {
  return secrets.some((secret) => text.includes(secret)) ? MASK : text;
}

/** The texts by which the secrets of a stack would be told: of a list, each of its items. */
export function secretsOf({ processedTemplate, parameters }: StackContent): readonly string[] {
  if (Object.keys(parameters).length === 0) return [];
  const declarations = [...readProcessed(processedTemplate).parameters.values()];
  return declarations
    .filter(({ noEcho }) => noEcho)
    .flatMap(({ name, type }) => {
      const value = parameters[name] ?? "";
      return type === "String" || type === "Number" ? [value] : value.split(",").map((item) => item.trim());
    })
    .filter((text) => text !== "");
}

/** Data as JSON, each text as it is shown. */
export function maskedJson(value: unknown, secrets: readonly string[]): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === "string" ? maskedText(each, secrets) : each));
}
