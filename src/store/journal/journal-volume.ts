/** One file of the journal: records one behind the other, each synced before it is told; emptied by starting over. */
import { close, constants, fsyncSync, ftruncateSync, open } from "node:fs";
import { promisify } from "node:util";
import type { Disk } from "../disk.ts";
import { type RecordCodec, recordBytes } from "./journal-record.ts";
import { JOURNAL_BUFFER_BYTES } from "../limits.ts";
import type { WriteSet } from "../store.ts";

const openFile = promisify(open);
const closeFile = promisify(close);

/**
 * Linux syncs what is written to such a file before the write returns: one call where there would be two. Elsewhere the
 * flag means less, or nothing.
 */
const SYNCED_WRITES = process.platform === "linux";

export class JournalVolume {
  readonly #descriptor: number;
  readonly #codec: RecordCodec;
  readonly #disk: Disk;
  /** Reused by each append: there is one at a time. */
  #buffer = Buffer.allocUnsafeSlow(JOURNAL_BUFFER_BYTES);
  #end = 0;

  private constructor(descriptor: number, codec: RecordCodec, disk: Disk) {
    this.#descriptor = descriptor;
    this.#codec = codec;
    this.#disk = disk;
  }

  /** Opens, or makes, the volume in `path`, and empties it. */
  static async openEmpty(path: string, codec: RecordCodec, disk: Disk): Promise<JournalVolume> {
    const flags = constants.O_WRONLY | constants.O_CREAT | (SYNCED_WRITES ? constants.O_DSYNC : 0);
    const descriptor = await openFile(path, flags, 0o600);
    const volume = new JournalVolume(descriptor, codec, disk);
    volume.empty();
    return volume;
  }

  /** Bytes of records since the volume was last started over. */
  get bytes(): number {
    return this.#end;
  }

  /** Writes a record behind the last one; resolves when it is synced. */
  async append(sequence: number, writes: readonly WriteSet[]): Promise<void> {
    const bytes = recordBytes(writes);
    const record = bytes <= this.#buffer.length ? this.#buffer : Buffer.allocUnsafeSlow(bytes);
    this.#codec.write(record, { sequence, writes });
    const start = this.#end;
    this.#end += bytes;
    try {
      await this.#write(record.subarray(0, bytes), start);
      if (!SYNCED_WRITES) await promisify(this.#disk.fdatasync)(this.#descriptor);
    } catch (error) {
      await this.#takeBack(start);
      throw error;
    }
  }

  /**
   * A record whose sync failed may be whole in the system's memory, or on the disk, and would come back after a restart
   * although its writers were refused. Cutting the file off needs no space.
   */
  async #takeBack(start: number): Promise<void> {
    try {
      await promisify(this.#disk.ftruncate)(this.#descriptor, start);
      await promisify(this.#disk.fsync)(this.#descriptor);
    } catch {
      // The disk refuses this too: nothing more can be done, and the failure that is told is the first one.
    }
  }

  /**
   * The next record goes to the start: what the volume held is in the engine. Its bytes stay until they are overwritten,
   * because writing over them is what makes the next appends fast; their sequence numbers tell that they are of old.
   */
  startOver(): void {
    this.#end = 0;
  }

  /** Leaves nothing, on disk neither. */
  empty(): void {
    this.#end = 0;
    ftruncateSync(this.#descriptor, 0);
    fsyncSync(this.#descriptor);
  }

  close(): Promise<void> {
    return closeFile(this.#descriptor);
  }

  #write(record: Buffer, start: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const from = (written: number): void =>
        this.#disk.write(
          this.#descriptor,
          record,
          written,
          record.length - written,
          start + written,
          (error, count) => {
            if (error !== null) reject(error);
            else if (written + count < record.length) from(written + count);
            else resolve();
          },
        );
      from(0);
    });
  }
}
