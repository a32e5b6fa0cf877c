/** A bucket in the hands of a test. */
import type { Readable } from "node:stream";
import type { CloudInside } from "../cloud-inside.ts";

/** An object that was read. */
export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
  readonly etag: string;
  text(): string;
  /** The content as JSON. */
  json(): unknown;
}

export class BucketHandle {
  /** As the test named it. */
  readonly name: string;
  readonly #inside: CloudInside;

  constructor(name: string, inside: CloudInside) {
    this.name = name;
    this.#inside = inside;
  }

  /** @throws Error when the name can only be a logical id, and there is no bucket of that one */
  async bucketName(): Promise<string> {
    const name = await this.#inside.resources.physicalId(this.name, ["AWS::S3::Bucket"]);
    // A bucket's own name has no capitals, and S3 would call it invalid rather than say that it is not there.
    if (/[A-Z]/.test(name)) throw new Error(`There is no bucket with the logical id ${this.name}.`);
    return name;
  }

  /** Stores an object: text and bytes as they are, other values as JSON. */
  async put(key: string, content: unknown): Promise<void> {
    const { s3 } = this.#inside.clients;
    const isRaw = typeof content === "string" || content instanceof Uint8Array;
    await s3.putObject({
      Bucket: await this.bucketName(),
      Key: key,
      Body: isRaw ? content : JSON.stringify(content),
      ...(isRaw ? {} : { ContentType: "application/json" }),
    });
  }

  /** Stores what a stream gives, in as many requests as it takes one: its length must be told. */
  async putStream(key: string, content: Readable, sizeBytes: number): Promise<void> {
    const { s3 } = this.#inside.clients;
    await s3.putObject({ Bucket: await this.bucketName(), Key: key, Body: content, ContentLength: sizeBytes });
  }

  /** Reads an object; undefined when there is none under the key. */
  async get(key: string): Promise<StoredObject | undefined> {
    const { s3 } = this.#inside.clients;
    try {
      const { Body, ContentType, ETag = "" } = await s3.getObject({ Bucket: await this.bucketName(), Key: key });
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      const text = (): string => Buffer.from(bytes).toString("utf8");
      return { bytes, contentType: ContentType, etag: ETag, text, json: (): unknown => JSON.parse(text()) };
    } catch (error) {
      if (error instanceof Error && error.name === "NoSuchKey") return undefined;
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    const { s3 } = this.#inside.clients;
    await s3.deleteObject({ Bucket: await this.bucketName(), Key: key });
  }

  /** All keys with a prefix, in order. */
  async list(prefix = ""): Promise<readonly string[]> {
    const { s3 } = this.#inside.clients;
    const Bucket = await this.bucketName();
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const page = await s3.listObjectsV2({ Bucket, Prefix: prefix, ContinuationToken: token });
      keys.push(...(page.Contents ?? []).map(({ Key = "" }) => Key));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return keys;
  }
}
