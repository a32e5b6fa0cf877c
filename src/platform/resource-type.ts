/** CloudFormation resource types: each service tells how its own resources are made, changed and removed. */
import { local } from "./local.ts";
import type { AsyncScope } from "./scope.ts";

/** Resolved properties: no intrinsic functions are left in them. */
export type ResourceProperties = Readonly<Record<string, unknown>>;

/** A resource as a stack knows it. */
export interface ResourceInstance {
  /** What `Ref` gives. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives, by attribute name. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Where a resource is being worked on. Calls are made as `cloudformation.amazonaws.com` for the stack. */
export interface ResourceScope extends AsyncScope {
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  /** The tags of the stack, which CloudFormation puts on every resource that can have tags. */
  readonly stackTags: Readonly<Record<string, string>>;
  /**
   * A name for a resource whose template gives none: `stack-logicalId-RANDOM`, cut to `maximumLength`.
   * It is the same each time for one creation, so that a creation resumed after a crash finds what it made.
   */
  generatedName(maximumLength: number): string;
}

/** How one resource type lives. Every step can be run again after a crash: it must find what it already did. */
export interface ResourceType {
  /** Such as `AWS::SQS::Queue`. */
  readonly type: string;
  /** Every property that is acted upon; any other is refused by name before anything is made. */
  readonly properties: readonly string[];
  readonly required: readonly string[];
  /** Properties whose change makes a new resource and removes the old one. */
  readonly replacedBy: readonly string[];
  create(properties: ResourceProperties, at: ResourceScope): Promise<ResourceInstance>;
  update(
    instance: ResourceInstance,
    change: { readonly properties: ResourceProperties; readonly previous: ResourceProperties },
    at: ResourceScope,
  ): Promise<ResourceInstance>;
  /** Removing what is already gone is no error. */
  delete(instance: ResourceInstance, properties: ResourceProperties, at: ResourceScope): Promise<void>;
}

/** Every resource type that the services of a cloud declare, by its name: `at.local(resourceTypes)`. The platform fills it. */
export const resourceTypes = local("platform.resource-types", () => new Map<string, ResourceType>());
