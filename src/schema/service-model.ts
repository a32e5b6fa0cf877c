/** A generated model that reads its tables on first use, so that a service nobody calls costs no start-up time. */
import { createRequire } from "node:module";
import { customizedMetadata, customizedTables } from "./customizations.ts";
import type { OperationModel, ServiceMetadata, ServiceModel, Shape } from "./model.ts";

interface Tables {
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const require = createRequire(import.meta.url);

/** The model with `metadata`, whose tables are in the generated file of its name; only generated code calls it. */
export function serviceModel(metadata: ServiceMetadata): ServiceModel {
  return new LazyServiceModel(metadata);
}

class LazyServiceModel implements ServiceModel {
  readonly metadata: ServiceMetadata;
  #tables: Tables | undefined;

  constructor(metadata: ServiceMetadata) {
    this.metadata = customizedMetadata(metadata);
  }

  get operations(): Tables["operations"] {
    return this.#read().operations;
  }

  get shapes(): Tables["shapes"] {
    return this.#read().shapes;
  }

  #read(): Tables {
    const { name } = this.metadata;
    // The file is made by tools/generate.mjs in exactly this form; a test reads every model. The path goes through the
    // folder's own name because it has to hold from the build's dist/chunks as well.
    this.#tables ??= customizedTables(name, require(`../schema/generated/${name}-tables.json`) as Tables);
    return this.#tables;
  }
}
