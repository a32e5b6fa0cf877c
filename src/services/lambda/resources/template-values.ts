/** Values as templates give them: numbers and booleans may come as text, and lists of tags stand for maps. */
import type { CallAs } from "../../../platform/scope.ts";
import type { ResourceProperties, ResourceScope } from "../../../platform/resource-type.ts";
import { ServiceError } from "../../../platform/service-error.ts";

/** How the stack calls Lambda. */
export function asStack(at: ResourceScope): CallAs {
  return { principal: "cloudformation.amazonaws.com", sourceArn: at.stackId };
}

export function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw badValue(value, "a string");
}

export function numberOf(value: unknown): number | undefined {
  if (value === undefined || typeof value === "number") return value;
  if (typeof value === "string" && /^-?\d+$/.test(value)) return Number(value);
  throw badValue(value, "a whole number");
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

export function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (value === undefined) return undefined;
  // Objects of a template are records of their properties.
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw badValue(value, "an object");
}

/** A map of texts: numbers and booleans become texts, as CloudFormation makes them. */
export function textMapOf(value: unknown): Readonly<Record<string, string>> | undefined {
  const record = recordOf(value);
  if (record === undefined) return undefined;
  return Object.fromEntries(Object.entries(record).map(([name, each]) => [name, textOf(each) ?? ""]));
}

/** The tags of a resource: the stack's, its own, and those by which CloudFormation knows what it made. */
export function tagsOf(value: unknown, at: ResourceScope): Readonly<Record<string, string>> {
  const own = (listOf(value) ?? []).map((tag) => {
    const { Key: key, Value: text } = recordOf(tag) ?? {};
    return [textOf(key) ?? "", textOf(text) ?? ""] as const;
  });
  return {
    ...at.stackTags,
    ...Object.fromEntries(own),
    "aws:cloudformation:stack-id": at.stackId,
    "aws:cloudformation:stack-name": at.stackName,
    "aws:cloudformation:logical-id": at.logicalId,
  };
}

/** Whether tags say that this very resource of this very stack was made before. */
export function isOwn(tags: Readonly<Record<string, string>> | undefined, at: ResourceScope): boolean {
  return tags?.["aws:cloudformation:stack-id"] === at.stackId && tags["aws:cloudformation:logical-id"] === at.logicalId;
}

/** Whether one of the properties differs between two versions of a resource. */
export function differs(names: readonly string[], left: ResourceProperties, right: ResourceProperties): boolean {
  return names.some((name) => JSON.stringify(left[name]) !== JSON.stringify(right[name]));
}

/** Drops members that are undefined, which stand for properties that the template does not give. */
export function given<T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // Only defined members are left; absent ones are allowed wherever the result is used as optional members.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}

/** Runs `call`; undefined when it is refused with `code`. */
export async function unless<T>(code: string, call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ServiceError && error.code === code) return undefined;
    throw error;
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
