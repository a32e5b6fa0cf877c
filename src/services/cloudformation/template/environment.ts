/** What the functions of a template are evaluated against. */
import type { ResourceInstance } from "../../../platform/resource-type.ts";
import type { Tree } from "./tree.ts";

/** What takes the place of a value that only exists once its resource does; change sets show it. */
export const KNOWN_AFTER_APPLY = "{{changeSet:KNOWN_AFTER_APPLY}}";

/** What `AWS::NoValue` gives: the property, list item or map entry is left out. */
export const NO_VALUE = Symbol("AWS::NoValue");

export interface Environment {
  /** By full name, such as `AWS::Region`. */
  readonly pseudoParameters: ReadonlyMap<string, string | readonly string[]>;
  readonly parameters: ReadonlyMap<string, string | readonly string[]>;
  readonly mappings: ReadonlyMap<string, Tree>;
  readonly conditions: ReadonlyMap<string, boolean>;
  /** The resource as it is now; undefined when it does not exist yet, which only a preview may meet. */
  resource(logicalId: string): ResourceInstance | undefined;
  /** The value of an export of the account and region, or undefined. */
  exported(name: string): string | undefined;
}
