/** The event document that S3 sends, member for member. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
import { createHash } from "node:crypto";
import { callerId } from "../../../platform/caller.ts";
import type { Frame } from "../../../platform/scope.ts";
import { bucketArn, canonicalUserId } from "../bucket/bucket-arn.ts";
import type { BucketRecord } from "../keyspaces.ts";

/** The events that happen here, without `s3:`. */
export type ObjectEventName =
  | "ObjectCreated:Put"
  | "ObjectCreated:Copy"
  | "ObjectCreated:CompleteMultipartUpload"
  | "ObjectRemoved:Delete"
  | "ObjectTagging:Put"
  | "ObjectTagging:Delete";

export interface ObjectEvent {
  readonly name: ObjectEventName;
  readonly key: string;
  readonly sizeBytes?: number;
  readonly etag?: string;
}

/** The document of one event for one configuration; AWS sends one record a message. */
export function eventDocument(
  event: ObjectEvent,
  bucket: BucketRecord,
  context: { readonly frame: Frame; readonly now: number; readonly ruleId: string; readonly sequencer: string },
): string {
  const { frame } = context;
  const isTagging = event.name.startsWith("ObjectTagging:");
  const record = {
    eventVersion: isTagging ? "2.3" : "2.1",
    eventSource: "aws:s3",
    awsRegion: bucket.region,
    eventTime: new Date(context.now).toISOString(),
    eventName: event.name,
    userIdentity: { principalId: `AWS:${callerId(frame.caller)}` },
    // The caller's address is not part of the meaning of a request; every caller of a local cloud is on this machine.
    requestParameters: { sourceIPAddress: "127.0.0.1" },
    responseElements: { "x-amz-request-id": frame.requestId, "x-amz-id-2": extendedRequestId(frame.requestId) },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId: context.ruleId,
      bucket: {
        name: bucket.name,
        ownerIdentity: { principalId: ownerPrincipalId(bucket.account) },
        arn: bucketArn({ Bucket: bucket.name }),
      },
      object: {
        key: eventKey(event.key),
        ...(event.sizeBytes === undefined ? {} : { size: event.sizeBytes }),
        ...(event.etag === undefined ? {} : { eTag: event.etag }),
        ...(isTagging ? {} : { sequencer: context.sequencer }),
      },
    },
  };
  return JSON.stringify({ Records: [record] });
}

/** The message that a queue or topic gets when it becomes a destination. */
export function testEventDocument(bucket: string, frame: Frame, now: number): string {
  return JSON.stringify({
    Service: "Amazon S3",
    Event: "s3:TestEvent",
    Time: new Date(now).toISOString(),
    Bucket: bucket,
    RequestId: frame.requestId,
    HostId: extendedRequestId(frame.requestId),
  });
}

/** A key as events write it: form encoding, with slashes as they are. */
export function eventKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/%20/g, "+")
    .replace(/%2F/g, "/")
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function extendedRequestId(requestId: string): string {
  return createHash("sha384").update(requestId).digest("base64");
}

function ownerPrincipalId(account: string): string {
  return `A${canonicalUserId(account).slice(0, 13).toUpperCase()}`;
}
