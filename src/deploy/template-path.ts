/** Where a template is that somebody names: a file, or a folder that has one. */
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const TEMPLATE_NAMES = ["template.yaml", "template.yml", "template.json"];

/** @throws Error a sentence when there is none */
export function templatePath(given: string): string {
  if (!existsSync(given)) throw new Error(`There is no template ${resolve(given)}.`);
  if (!statSync(given).isDirectory()) return given;
  const name = TEMPLATE_NAMES.find((each) => existsSync(join(given, each)));
  if (name === undefined) throw new Error(`There is none of ${TEMPLATE_NAMES.join(", ")} in ${resolve(given)}.`);
  return join(given, name);
}
