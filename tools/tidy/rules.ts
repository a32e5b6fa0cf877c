/** The rules, all of them, in the order in which they report. docs/STYLE.md says the same in prose. */
import type { Rule } from "./rule.ts";
import { ambient, sleepingTests } from "./rules/ambient.ts";
import { assertions, suppressions } from "./rules/assertions.ts";
import { architecture, data, guide, links, requiredDocuments, weighedDependencies } from "./rules/documents.ts";
import { examples } from "./rules/examples.ts";
import { exportedName, fileName } from "./rules/names.ts";
import { opening } from "./rules/opening.ts";
import { serviceFolders } from "./rules/service-folders.ts";
import { fileLength, functionLength, parameters } from "./rules/size.ts";
import { bannedWords } from "./rules/words.ts";

/** Every rule. */
export const RULES: readonly Rule[] = [
  fileLength,
  functionLength,
  parameters,
  fileName,
  exportedName,
  opening,
  ambient,
  sleepingTests,
  assertions,
  suppressions,
  bannedWords,
  serviceFolders,
  examples,
  requiredDocuments,
  guide,
  links,
  architecture,
  data,
  weighedDependencies,
];
