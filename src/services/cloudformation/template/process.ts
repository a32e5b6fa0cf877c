/** Template text to the template that is deployed: parsed, and expanded by the transforms that it declares. */
import { frozen, remembered } from "../../../kernel/remembered.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { templateFormatError } from "../errors.ts";
import { TEMPLATES_REMEMBERED } from "../limits.ts";
import { SAM_TRANSFORM, transformSam } from "../sam/transform.ts";
import { parseTemplate } from "./parse.ts";
import { transformsOf } from "./template.ts";
import { isTree } from "./tree.ts";
import type { Tree } from "./tree.ts";

/** Shared by all stacks that are made of the same text: it is frozen. */
interface Processed {
  readonly tree: Tree;
  /** The tree as JSON: what a stack keeps. */
  readonly text: string;
  /** Whether a transform was applied. */
  readonly isExpanded: boolean;
}

/** @throws ValidationError; NotImplemented for transforms that are not here */
export const processTemplate: (text: string) => Processed = remembered(process, TEMPLATES_REMEMBERED);

function process(text: string): Processed {
  const tree = parseTemplate(text);
  if (!isTree(tree)) throw templateFormatError("unsupported structure.");
  const transforms = transformsOf(tree);
  for (const name of transforms) if (name !== SAM_TRANSFORM) throw notImplemented(`the transform ${name}`);
  const isExpanded = transforms.length > 0;
  const processed = frozen(isExpanded ? transformSam(tree) : tree);
  return { tree: processed, text: JSON.stringify(processed), isExpanded };
}
