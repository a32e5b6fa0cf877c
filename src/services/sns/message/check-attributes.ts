/** Message attributes: from a request to what is stored, with AWS's refusals. */
import type { MessageAttributeValue } from "../../../schema/generated/sns.ts";
import { invalidMessageAttribute, invalidParameter } from "../errors.ts";
import { ATTRIBUTE_NAME_BYTES_MAX } from "../limits.ts";
import type { PublishedAttribute } from "./published-message.ts";

type Attributes = Readonly<Record<string, MessageAttributeValue>>;

/** Checks and normalises attributes. @throws ServiceError ParameterValueInvalid, InvalidParameter */
export function checkedAttributes(attributes: Attributes | undefined): readonly PublishedAttribute[] {
  return Object.entries(attributes ?? {}).map(([name, value]) => {
    checkName(name);
    return { name, dataType: value.DataType, value: checkedValue(name, value) };
  });
}

/** Names, types and values, as AWS counts them towards a message's size. */
export function attributesBytes(attributes: readonly PublishedAttribute[]): number {
  let total = 0;
  for (const { name, dataType, value } of attributes) {
    total += Buffer.byteLength(name) + Buffer.byteLength(dataType);
    total += typeof value === "string" ? Buffer.byteLength(value) : value.length;
  }
  return total;
}

function checkName(name: string): void {
  if (Buffer.byteLength(name) > ATTRIBUTE_NAME_BYTES_MAX) {
    throw invalidMessageAttribute("Length of message attribute name must be less than 256 bytes.");
  }
  // AWS's own sentence is not recorded; this one goes with the one above.
  if (name === "") {
    throw invalidMessageAttribute("Length of message attribute name must be greater than 0 bytes.");
  }
  const strange = /[^A-Za-z0-9_.-]/u.exec(name)?.[0];
  if (strange !== undefined) {
    const code = (strange.codePointAt(0) ?? 0).toString(16).toUpperCase();
    throw invalidMessageAttribute(
      `Invalid non-alphanumeric character '#x${code}' was found in the message attribute name. ` +
        "Can only include alphanumeric characters, hyphens, underscores, or dots.",
    );
  }
  if (name.startsWith(".")) {
    throw invalidMessageAttribute("Invalid message attribute name starting with character '.' was found.");
  }
  if (name.endsWith(".")) {
    throw invalidMessageAttribute("Invalid message attribute name ending with character '.' was found.");
  }
  if (name.includes("..")) {
    throw invalidMessageAttribute("Message attribute name can not have successive '.' character.");
  }
}

function checkedValue(name: string, attribute: MessageAttributeValue): string | Uint8Array {
  const { DataType, StringValue, BinaryValue } = attribute;
  const base = /^(String|Number|Binary)(?:\..+)?$/s.exec(DataType)?.[1];
  if (base === undefined) {
    throw invalidMessageAttribute(
      `The message attribute '${name}' has an invalid message attribute type, ` +
        "the set of supported type prefixes is Binary, Number, and String.",
    );
  }
  const isBinary = base === "Binary";
  const value = isBinary ? BinaryValue : StringValue;
  const other = isBinary ? StringValue : BinaryValue;
  if (other !== undefined && other.length > 0) {
    const field = isBinary ? "Binary" : "String";
    throw invalidMessageAttribute(`The message attribute '${name}' with type '${DataType}' must use field '${field}'.`);
  }
  if (value === undefined || value.length === 0) {
    throw invalidMessageAttribute(
      `The message attribute '${name}' must contain non-empty message attribute value for ` +
        `message attribute type '${DataType}'.`,
    );
  }
  // Measured: characters outside the basic multilingual plane are refused in attributes, and not in messages.
  if (typeof value === "string" && /[\u{10000}-\u{10ffff}]/u.test(value)) {
    throw invalidParameter(`The message attribute '${name}' contains a character that is not supported`);
  }
  return value;
}
