/** A generated model that reads its tables on first use, so that a service nobody calls costs no start-up time. */
import { customizedMetadata, customizedTables } from "./customizations.ts";
import type { OperationModel, ServiceMetadata, ServiceModel, Shape } from "./model.ts";

interface Tables {
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** The model with `metadata`, whose tables are the JSON text that `tables` returns; only generated code calls it. */
export function serviceModel(metadata: ServiceMetadata, tables: () => string): ServiceModel {
  return new LazyServiceModel(metadata, tables);
}

class LazyServiceModel implements ServiceModel {
  readonly metadata: ServiceMetadata;
  readonly #text: () => string;
  #tables: Tables | undefined;

  constructor(metadata: ServiceMetadata, text: () => string) {
    this.metadata = customizedMetadata(metadata);
    this.#text = text;
  }

  get operations(): Tables["operations"] {
    return this.#read().operations;
  }

  get shapes(): Tables["shapes"] {
    return this.#read().shapes;
  }

  #read(): Tables {
    // The text is made by tools/generate.mjs in exactly this form; a test reads every model.
    this.#tables ??= customizedTables(this.metadata.name, JSON.parse(this.#text()) as Tables);
    return this.#tables;
  }
}
