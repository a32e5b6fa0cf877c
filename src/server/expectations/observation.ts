/** What a cloud remembers for expectations: what messages said, and how functions were invoked. */
import { InvocationBook } from "./invocation-book.ts";
import { MessageBook } from "./message-book.ts";

export class Observation {
  readonly messages = new MessageBook();
  readonly invocations = new InvocationBook();

  /** Forgets everything: the cloud begins anew. */
  clear(): void {
    this.messages.clear();
    this.invocations.clear();
  }
}
