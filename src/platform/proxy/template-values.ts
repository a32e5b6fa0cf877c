/** Property values as templates give them to API resources: numbers and booleans may come as text. */
import type { ResourceScope } from "../resource-type.ts";
import type { CallAs } from "../scope.ts";
import { ServiceError } from "../service-error.ts";

/** How a stack calls a service: for one of its resources, so that what it made is known again after a crash. */
export function asResource(at: ResourceScope): CallAs {
  return { principal: "cloudformation.amazonaws.com", sourceArn: ownerOf(at) };
}

/** By which name a resource knows what it made. */
export function ownerOf(at: ResourceScope): string {
  return `${at.stackId}/${at.logicalId}`;
}

export function textOf(value: unknown): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw badValue(value, "a string");
}

/** A text that the property must have; whether it is empty is for the operation to judge. */
export function requiredText(value: unknown): string {
  return textOf(value) ?? "";
}

export function numberOf(value: unknown): number | undefined {
  if (value === undefined || typeof value === "number") return value;
  if (typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value)) return Number(value);
  throw badValue(value, "a number");
}

export function booleanOf(value: unknown): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value;
  if (value === "true" || value === "false") return value === "true";
  throw badValue(value, "true or false");
}

export function listOf(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || Array.isArray(value)) return value;
  throw badValue(value, "a list");
}

export function textsOf(value: unknown): readonly string[] | undefined {
  return listOf(value)?.map(requiredText);
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (value === undefined) return undefined;
  // Objects of a template are records of their properties.
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw badValue(value, "an object");
}

export function textMapOf(value: unknown): Readonly<Record<string, string>> | undefined {
  const record = recordOf(value);
  if (record === undefined) return undefined;
  return Object.fromEntries(Object.entries(record).map(([name, each]) => [name, requiredText(each)]));
}

/** The named members of an object that it gives; any other is refused. */
export function membersOf(value: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  const record = recordOf(value) ?? {};
  const other = Object.keys(record).find((name) => !names.includes(name));
  if (other !== undefined) throw badValue({ [other]: record[other] }, `one of ${names.join(", ")}`);
  return record;
}

/** Tags with those by which CloudFormation marks what it makes. */
export function tagsWith(own: Readonly<Record<string, string>>, at: ResourceScope): Readonly<Record<string, string>> {
  return {
    ...at.stackTags,
    ...own,
    "aws:cloudformation:stack-id": at.stackId,
    "aws:cloudformation:stack-name": at.stackName,
    "aws:cloudformation:logical-id": at.logicalId,
  };
}

/** Waits for a removal; that there is nothing to remove is no error. */
export async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === "NotFoundException")) throw error;
  }
}

function badValue(value: unknown, wanted: string): ServiceError {
  return new ServiceError(
    "ValidationError",
    `Properties validation failed: ${JSON.stringify(value)} is not ${wanted}`,
    {
      statusCode: 400,
    },
  );
}
