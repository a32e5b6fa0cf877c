/** Which ids were sent to a FIFO queue of the model within the last five minutes. */
import type { ModelMessage } from "./model-message.fixture.ts";
import { must } from "./must.fixture.ts";

const FIVE_MINUTES = 300_000;

/** For five minutes from its first sending an id stands for its message, whatever becomes of that. */
interface Binding {
  readonly id: string;
  readonly group: string | undefined;
  readonly message: Pick<ModelMessage, "id" | "sequence">;
  readonly endsAt: number;
  /** The scope has changed since: AWS does not say from when on that counts, so it may stand for its message or not. */
  open: boolean;
}

/** A sending: its group, its id, and when it was. */
export interface Sent {
  readonly group: string | undefined;
  readonly id: string;
  readonly now: number;
}

export class ModelDeduplication {
  scope: "queue" | "messageGroup" = "queue";
  #bindings: Binding[] = [];

  changeScope(scope: "queue" | "messageGroup"): void {
    if (scope !== this.scope) for (const each of this.#bindings) each.open = true;
    this.scope = scope;
  }

  bind({ group, id, now }: Sent, message: ModelMessage): void {
    this.#bindings.push({ id, group, message, endsAt: now + FIVE_MINUTES, open: false });
  }

  forget(): void {
    this.#bindings = [];
  }

  /** What the id stands for. With the scope of the group, the same id in another group is another id. */
  boundTo({ group, id, now }: Sent): Binding[] {
    return this.#bindings.filter((each) => {
      return each.id === id && each.endsAt > now && (each.open || this.scope === "queue" || each.group === group);
    });
  }

  /** What came in was not there yet, and what did not come in was. */
  mustAllow(sent: Sent, cameIn: boolean): void {
    const bound = this.boundTo(sent);
    must(cameIn ? bound.every(({ open }) => open) : bound.length > 0, `in five minutes ${sent.id} comes in once`);
  }
}
