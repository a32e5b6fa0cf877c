/** Memory for rows: their bytes lie side by side in pieces that hold nothing else. */
import { ROW_MEMORY_BYTES, ROW_MEMORY_SHARED_BYTES } from "./limits.ts";

/**
 * Keeps bytes. What encoders and Node.js's own pool give lies in memory that is shared with bytes that are soon gone, so
 * that a small row would keep the place of many: `keep` moves it among its like.
 */
export class RowMemory {
  #piece = Buffer.alloc(0);
  #used = 0;

  /** The same bytes, which nobody else changes. */
  keep(bytes: Uint8Array): Uint8Array {
    if (bytes.length > ROW_MEMORY_SHARED_BYTES) return Uint8Array.from(bytes);
    if (this.#used + bytes.length > this.#piece.length) {
      this.#piece = Buffer.allocUnsafeSlow(ROW_MEMORY_BYTES);
      this.#used = 0;
    }
    const kept = this.#piece.subarray(this.#used, this.#used + bytes.length);
    kept.set(bytes);
    this.#used += bytes.length;
    return kept;
  }
}
