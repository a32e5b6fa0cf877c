/** What follows from writes that share a commit: it begins with that commit, for all of them at once. */
import type { WriteAct } from "../act.ts";

/** Acts by the commit that they wait for. Most of those that are added one behind the other wait for the same one. */
export class Following {
  #committed: Promise<void> | undefined;
  #acts: WriteAct[] = [];

  add(committed: Promise<void>, act: WriteAct): void {
    if (committed === this.#committed) {
      this.#acts.push(act);
      return;
    }
    const acts = [act];
    this.#committed = committed;
    this.#acts = acts;
    // When the commit fails nothing follows: the store has stopped, and says so to everybody.
    committed.then(
      () => leaveAll(acts),
      () => {},
    );
  }
}

function leaveAll(acts: readonly WriteAct[]): void {
  for (const act of acts) act.leave();
}
