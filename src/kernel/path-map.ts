/** Values by paths of several steps: a tree of maps, so that no look puts a key together first. */

export type Step = string | number;

/** A place in the tree, and the tree below it. */
export class PathMap<V> {
  /** What is kept at this very place. */
  value: V | undefined;
  #below: Map<Step, PathMap<V>> | undefined;

  /** The place one step further down, made when nobody was there before. */
  step(step: Step): PathMap<V> {
    this.#below ??= new Map();
    let place = this.#below.get(step);
    if (place === undefined) this.#below.set(step, (place = new PathMap()));
    return place;
  }

  /** All values at this place and below it. */
  *values(): Generator<V, void, undefined> {
    if (this.value !== undefined) yield this.value;
    if (this.#below !== undefined) for (const place of this.#below.values()) yield* place.values();
  }
}
