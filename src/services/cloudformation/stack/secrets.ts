/** What a stack was given and does not tell: the values of parameters with NoEcho. */
import { readProcessed } from "../template/read-processed.ts";
import type { StackContent } from "./stack-record.ts";

/** What is shown in place of a secret. */
export const MASK = "****";

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

/** Data as JSON, in which each text that tells a secret is masked as a whole. */
export function maskedJson(value: unknown, secrets: readonly string[]): string {
  return JSON.stringify(value, (_, each: unknown) => {
    return typeof each === "string" && secrets.some((secret) => each.includes(secret)) ? MASK : each;
  });
}
