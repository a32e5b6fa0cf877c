/** How a stack calls a service, and what it makes of a refusal. */
import type { ResourceScope } from "./resource-type.ts";
import type { CallAs } from "./scope.ts";
import { ServiceError } from "./service-error.ts";

const PRINCIPAL = "cloudformation.amazonaws.com";

/** The call is the stack's, with what whoever deploys it may do. */
export function asStack(at: ResourceScope): CallAs {
  return { principal: PRINCIPAL, sourceArn: at.stackId, asRole: true };
}

/** The call is one resource's: a service that keeps who made a thing tells by it what the resource made. */
export function asResource(at: ResourceScope): CallAs {
  return { principal: PRINCIPAL, sourceArn: ownerOf(at), asRole: true };
}

/** By which name a resource knows what it made. */
export function ownerOf(at: ResourceScope): string {
  return `${at.stackId}/${at.logicalId}`;
}

/** What the call answers; undefined when it is refused with one of `codes`, which say that there is nothing to do. */
export async function unlessRefused<T>(codes: readonly string[], call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ServiceError && codes.includes(error.code)) return undefined;
    throw error;
  }
}
