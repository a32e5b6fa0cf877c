/** Powertools' idempotency, with records that are objects of a bucket: what is there already is not written again. */
import {
  IdempotencyConfig,
  IdempotencyItemAlreadyExistsError,
  IdempotencyItemNotFoundError,
  makeIdempotent,
} from "@aws-lambda-powertools/idempotency";
import { BasePersistenceLayer, IdempotencyRecord } from "@aws-lambda-powertools/idempotency/persistence";
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const s3 = new S3Client({});
const sqs = new SQSClient({});

class BucketPersistenceLayer extends BasePersistenceLayer {
  readonly #bucket: string;

  constructor(bucket: string) {
    super();
    this.#bucket = bucket;
  }

  protected async _getRecord(idempotencyKey: string): Promise<IdempotencyRecord> {
    try {
      const { Body } = await s3.send(new GetObjectCommand(this.#place(idempotencyKey)));
      return new IdempotencyRecord(JSON.parse((await Body?.transformToString()) ?? ""));
    } catch (error) {
      if (error instanceof Error && error.name === "NoSuchKey") throw new IdempotencyItemNotFoundError();
      throw error;
    }
  }

  protected async _putRecord(record: IdempotencyRecord): Promise<void> {
    try {
      await s3.send(new PutObjectCommand({ ...this.#objectOf(record), IfNoneMatch: "*" }));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "PreconditionFailed") throw error;
      throw new IdempotencyItemAlreadyExistsError(
        "There is a record of this key.",
        await this._getRecord(record.idempotencyKey),
      );
    }
  }

  protected async _updateRecord(record: IdempotencyRecord): Promise<void> {
    await s3.send(new PutObjectCommand(this.#objectOf(record)));
  }

  protected async _deleteRecord({ idempotencyKey }: IdempotencyRecord): Promise<void> {
    await s3.send(new DeleteObjectCommand(this.#place(idempotencyKey)));
  }

  #place(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#bucket, Key: key };
  }

  #objectOf(record: IdempotencyRecord): { readonly Bucket: string; readonly Key: string; readonly Body: string } {
    const { idempotencyKey, expiryTimestamp, inProgressExpiryTimestamp, responseData } = record;
    const status = record.getStatus();
    const Body = JSON.stringify({ idempotencyKey, expiryTimestamp, inProgressExpiryTimestamp, responseData, status });
    return { ...this.#place(idempotencyKey), Body };
  }
}

const persistenceStore = new BucketPersistenceLayer(process.env["BUCKET"] ?? "");

export const handler = makeIdempotent(
  async ({ order }: { readonly order: number }, { awsRequestId }: { readonly awsRequestId: string }) => {
    await sqs.send(new SendMessageCommand({ QueueUrl: process.env["RESULTS"], MessageBody: `order ${order}` }));
    if (order < 0) throw new Error(`there is no order ${order}`);
    return { order, by: awsRequestId };
  },
  { persistenceStore, config: new IdempotencyConfig({ eventKeyJmesPath: "order" }) },
);
