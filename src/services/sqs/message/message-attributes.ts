/** Message attributes: what they may be, what they weigh, and which of them a receiver asked for. */
import { latest } from "../../../kernel/latest.ts";
import type { MessageAttributeValue, MessageSystemAttributeValue } from "../../../schema/generated/sqs.ts";
import { invalidParameter, unsupportedOperation } from "../errors.ts";
import { FIXED } from "../limits.ts";
import { hasOnlyAllowedCharacters } from "./characters.ts";
import { normalNumber } from "./number-value.ts";
import type { StoredAttribute } from "./stored-message.ts";

type Given = Readonly<Record<string, MessageAttributeValue | MessageSystemAttributeValue | undefined>>;

/** The attributes of a message as they were sent, in the order of their names. @throws ServiceError InvalidParameterValue */
export const checkedAttributes = latest((given: Given | undefined): readonly StoredAttribute[] => {
  if (given === undefined) return NONE;
  const entries = Object.entries(given);
  if (entries.length > FIXED.messageAttributes) {
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${FIXED.messageAttributes}].`,
    );
  }
  return entries
    .flatMap(([name, value]) => {
      if (value === undefined) return [];
      checkName(name);
      return [checkedAttribute(name, value)];
    })
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
});

/** The trace header among the system attributes: the only one that can be sent. */
export function checkedTraceHeader(given: Given | undefined): StoredAttribute | undefined {
  let header: StoredAttribute | undefined;
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value === undefined) continue;
    if (name !== "AWSTraceHeader") throw invalidParameter(`Message system attribute name '${name}' is invalid.`);
    header = checkedAttribute(name, value, "system");
    if (header.dataType !== "String") {
      throw invalidParameter(`The type of message (system) attribute '${name}' is invalid. You must use String.`);
    }
  }
  return header;
}

/** Bytes that attributes add to a message: names, data types and values. */
export function attributesSizeBytes(attributes: readonly StoredAttribute[]): number {
  let size = 0;
  for (const { name, dataType, value } of attributes) {
    size += Buffer.byteLength(name) + Buffer.byteLength(dataType);
    size += typeof value === "string" ? Buffer.byteLength(value) : value.length;
  }
  return size;
}

/** What a message weighs before anything of it was checked: what the limit of a whole batch counts. */
export function givenSizeBytes(given: {
  readonly MessageBody?: string | undefined;
  readonly MessageAttributes?: Given | undefined;
}): number {
  let size = Buffer.byteLength(given.MessageBody ?? "");
  for (const [name, value] of Object.entries(given.MessageAttributes ?? {})) {
    size += Buffer.byteLength(name) + Buffer.byteLength(value?.DataType ?? "");
    size += Buffer.byteLength(value?.StringValue ?? "") + (value?.BinaryValue?.length ?? 0);
  }
  return size;
}

/** An attribute as it is kept: SQS gives numbers back in a normal form, whatever spelling was sent. */
export function normalised(attribute: StoredAttribute): StoredAttribute {
  const { dataType, value } = attribute;
  if (kindOf(dataType) !== "Number" || typeof value !== "string") return attribute;
  return { ...attribute, value: normalNumber(value) ?? value };
}

/** The attributes that the names of a receive request select: exact names, `All`, `.*`, `*`, and `prefix.*`. */
export function selectedAttributes(
  attributes: readonly StoredAttribute[],
  names: readonly string[],
): readonly StoredAttribute[] {
  if (attributes.length === 0 || names.length === 0) return NONE;
  if (names.some((name) => name === "All" || name === ".*" || name === "*")) return attributes;
  const prefixes = names.filter((name) => name.endsWith(".*")).map((name) => name.slice(0, -2));
  return attributes.filter(({ name }) => names.includes(name) || prefixes.some((prefix) => name.startsWith(prefix)));
}

const NONE: readonly StoredAttribute[] = [];

/** AWS takes letters of any script here, although its documentation names only the Latin ones. */
const NAME = /^[\p{L}\p{N}_.-]+$/u;

function checkName(name: string): void {
  if (name.length > FIXED.messageAttributeNameCharacters) {
    throw invalidParameter("Message (user) attribute name must be shorter than 256 bytes.");
  }
  if (/^(aws|amazon)\./i.test(name)) {
    throw invalidParameter(
      "You can't use message attribute names beginning with 'AWS.' or 'Amazon'. " +
        "These strings are reserved for internal use.",
    );
  }
  if (!NAME.test(name) || name.startsWith(".") || name.endsWith(".")) {
    throw invalidParameter(
      `The message (user) attribute name '${name}' is invalid. It can contain alphanumeric characters, hyphens, ` +
        "underscores and periods, and must not start or end with a period.",
    );
  }
}

function checkedAttribute(
  name: string,
  given: Partial<MessageAttributeValue | MessageSystemAttributeValue>,
  kind: "user" | "system" = "user",
): StoredAttribute {
  const { DataType: dataType, StringValue: text, BinaryValue: binary } = given;
  if (isList(given.StringListValues) || isList(given.BinaryListValues)) {
    throw unsupportedOperation("Message attribute list values in SendMessage operation are not supported.");
  }
  if (dataType === undefined || dataType === "") {
    throw invalidParameter(
      `The message (${kind}) attribute '${name}' must contain a non-empty message attribute type.`,
    );
  }
  const type = kindOf(dataType);
  if (type === undefined || dataType.length > FIXED.messageAttributeTypeCharacters) {
    throw invalidParameter(
      `The type of message (${kind}) attribute '${name}' is invalid. ` +
        "You must use only the following supported type prefixes: Binary, Number, String.",
    );
  }
  if (text === undefined && binary === undefined) {
    throw invalidParameter(
      `The message (${kind}) attribute '${name}' must contain a non-empty message attribute value.`,
    );
  }
  const value = type === "Binary" ? binary : text;
  if (value === undefined || value.length === 0) {
    throw invalidParameter(`Message (${kind}) attribute '${name}' must contain a non-empty value of type '${type}'.`);
  }
  if (type === "Number" && typeof value === "string" && normalNumber(value) === undefined) {
    throw invalidParameter(`Can't cast the value of message (${kind}) attribute '${name}' to a number.`);
  }
  if (typeof value === "string" && !hasOnlyAllowedCharacters(value)) {
    throw invalidParameter(`The value of message (${kind}) attribute '${name}' contains invalid characters.`);
  }
  return { name, dataType, value };
}

function isList(values: readonly unknown[] | undefined): boolean {
  return values !== undefined && values.length > 0;
}

/** The logical type: what comes before the custom suffix. */
function kindOf(dataType: string): "String" | "Number" | "Binary" | undefined {
  const dot = dataType.indexOf(".");
  const type = dot < 0 ? dataType : dataType.slice(0, dot);
  return type === "String" || type === "Number" || type === "Binary" ? type : undefined;
}
