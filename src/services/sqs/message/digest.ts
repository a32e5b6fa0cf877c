/** SQS's MD5 digests, by which clients check what they sent and received. */
import { hash } from "node:crypto";
import { latest } from "../../../kernel/latest.ts";
import type { StoredAttribute } from "./stored-message.ts";

/** Hexadecimal MD5 of the body's UTF-8 bytes. What fans out to many queues has one body. */
export const bodyDigest = latest((body: string): string => hash("md5", body, "hex"));

/**
 * The digest of message attributes; undefined when there are none.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export const attributesDigest = latest((attributes: readonly StoredAttribute[]): string | undefined => {
  if (attributes.length === 0) return undefined;
  const parts: Uint8Array[] = [];
  const addWithLength = (part: string | Uint8Array): void => {
    const bytes = typeof part === "string" ? Buffer.from(part, "utf8") : part;
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32BE(bytes.length, 0);
    parts.push(length, bytes);
  };
  for (const { name, dataType, value } of attributes.toSorted(byName)) {
    addWithLength(name);
    addWithLength(dataType);
    parts.push(typeof value === "string" ? TEXT_TRANSPORT : BINARY_TRANSPORT);
    addWithLength(value);
  }
  return hash("md5", Buffer.concat(parts), "hex");
});

const TEXT_TRANSPORT = Uint8Array.of(1);
const BINARY_TRANSPORT = Uint8Array.of(2);

function byName(left: StoredAttribute, right: StoredAttribute): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}
