/** Which files are being read: a body that was replaced meanwhile is deleted when its last reader is done with it. */
import { local } from "../../../platform/local.ts";
import type { BlobId } from "../../../store/blobs.ts";

interface Pin {
  readers: number;
  /** What to do when nobody reads any more: set once the file is not wanted. */
  deletion: (() => void) | undefined;
}

export class BlobPins {
  readonly #pins = new Map<BlobId, Pin>();

  /** Keeps the files until the result is called; calling it again does nothing. */
  hold(blobs: readonly BlobId[]): () => void {
    for (const blob of blobs) {
      const pin = this.#pins.get(blob);
      if (pin === undefined) this.#pins.set(blob, { readers: 1, deletion: undefined });
      else pin.readers++;
    }
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      for (const blob of blobs) this.#letGo(blob);
    };
  }

  /** Leaves the deletion of a file that is being read to its last reader. False when nobody reads it. */
  defer(blob: BlobId, deletion: () => void): boolean {
    const pin = this.#pins.get(blob);
    if (pin === undefined) return false;
    pin.deletion = deletion;
    return true;
  }

  #letGo(blob: BlobId): void {
    const pin = this.#pins.get(blob);
    if (pin === undefined || --pin.readers > 0) return;
    this.#pins.delete(blob);
    pin.deletion?.();
  }
}

export const blobPins = local("s3.blob-pins", () => new BlobPins());
