/** The compiled readers and writers of REST operations, made on the first call of each. */
import type { OperationModel } from "../schema/model.ts";
import type { ProtocolCall } from "./protocol.ts";
import type { RestBodies } from "./rest-body.ts";
import { restRequestReader, type RestRequestReader } from "./rest-request.ts";
import { restResponseWriter, type RestResponseWriter } from "./rest-response.ts";

/** One REST protocol's compiled operations. Operations are objects of one model each, so they are their own key. */
export class RestCompiled {
  readonly #bodies: RestBodies;
  readonly #readers = new WeakMap<OperationModel, RestRequestReader>();
  readonly #writers = new WeakMap<OperationModel, RestResponseWriter>();

  constructor(bodies: RestBodies) {
    this.#bodies = bodies;
  }

  readerOf({ model, operation }: ProtocolCall): RestRequestReader {
    let reader = this.#readers.get(operation);
    if (reader === undefined) {
      this.#readers.set(operation, (reader = restRequestReader(model, operation, this.#bodies)));
    }
    return reader;
  }

  writerOf({ model, operation }: ProtocolCall): RestResponseWriter {
    let writer = this.#writers.get(operation);
    if (writer === undefined) {
      this.#writers.set(operation, (writer = restResponseWriter(model, operation, this.#bodies)));
    }
    return writer;
  }
}
