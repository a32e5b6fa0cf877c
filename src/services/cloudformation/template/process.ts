/** Template text to the template that is deployed: parsed, and expanded by the transforms that it declares. */
import { notImplemented } from "../../../platform/service-error.ts";
import { templateFormatError } from "../errors.ts";
import { SAM_TRANSFORM, transformSam } from "../sam/transform.ts";
import { parseTemplate } from "./parse.ts";
import { transformsOf } from "./template.ts";
import { isTree } from "./tree.ts";
import type { Tree } from "./tree.ts";

interface Processed {
  readonly tree: Tree;
  /** Whether a transform was applied. */
  readonly isExpanded: boolean;
}

/** @throws ValidationError; NotImplemented for transforms that are not here */
export function processTemplate(text: string): Processed {
  const tree = parseTemplate(text);
  if (!isTree(tree)) throw templateFormatError("unsupported structure.");
  const transforms = transformsOf(tree);
  for (const name of transforms) if (name !== SAM_TRANSFORM) throw notImplemented(`the transform ${name}`);
  return transforms.length === 0 ? { tree, isExpanded: false } : { tree: transformSam(tree), isExpanded: true };
}
