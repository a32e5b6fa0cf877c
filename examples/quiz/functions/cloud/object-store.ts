/** JSON objects in one bucket, with the conditional writes that make it a small database. */
import { GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";

/** A value with the version of it that was read. */
export interface Versioned<T> {
  readonly value: T;
  readonly etag: string;
}

/** How often a write is tried that another one of the same moment got in the way of. */
const ATTEMPTS_MAX = 5;

export class ObjectStore {
  readonly #client = new S3Client({ maxAttempts: 5 });
  readonly #bucket: string;

  constructor(bucket: string) {
    this.#bucket = bucket;
  }

  /** Writes what is not there yet; false when it is. */
  create(key: string, value: unknown): Promise<boolean> {
    return this.#write(key, value, { IfNoneMatch: "*" });
  }

  /** Writes over the version that was read; false when there is a newer one. */
  replace(key: string, value: unknown, read: Versioned<unknown> | undefined): Promise<boolean> {
    return this.#write(key, value, read === undefined ? { IfNoneMatch: "*" } : { IfMatch: read.etag });
  }

  async put(key: string, body: string): Promise<void> {
    await this.#client.send(new PutObjectCommand({ Bucket: this.#bucket, Key: key, Body: body }));
  }

  async text(key: string): Promise<Versioned<string> | undefined> {
    try {
      const { Body, ETag } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
      return { value: (await Body?.transformToString()) ?? "", etag: ETag ?? "" };
    } catch (error) {
      if (error instanceof S3ServiceException && error.name === "NoSuchKey") return undefined;
      throw error;
    }
  }

  /** Reads what this workflow wrote itself, and so knows the shape of. */
  async read<T>(key: string): Promise<Versioned<T> | undefined> {
    const found = await this.text(key);
    return found && { value: JSON.parse(found.value) as T, etag: found.etag };
  }

  /** @throws Error when there is no such object */
  async require<T>(key: string): Promise<T> {
    const found = await this.read<T>(key);
    if (found === undefined) throw new Error(`there is no ${key}`);
    return found.value;
  }

  async #write(key: string, value: unknown, condition: { IfNoneMatch?: string; IfMatch?: string }): Promise<boolean> {
    const Body = JSON.stringify(value);
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#client.send(new PutObjectCommand({ Bucket: this.#bucket, Key: key, Body, ...condition }));
        return true;
      } catch (error) {
        if (!(error instanceof S3ServiceException)) throw error;
        if (error.name === "PreconditionFailed") return false;
        // Two conditional writes at the same moment: S3 asks one of them to try again.
        if (error.name !== "ConditionalRequestConflict" || attempt === ATTEMPTS_MAX) throw error;
      }
    }
  }
}

/** Something that is asked for again and again and never changes while it is there. */
export function remembered<T>(load: (key: string) => Promise<T | undefined>): (key: string) => Promise<T | undefined> {
  const known = new Map<string, T>();
  return async (key) => {
    const value = known.get(key) ?? (await load(key));
    if (value !== undefined) known.set(key, value);
    return value;
  };
}
