/** Stacks, their resources and their events as they are stored. */
import type { ResourceInstance } from "../../../platform/resource-type.ts";
import type {
  Capability,
  DeploymentConfig,
  OnFailure,
  ResourceStatus,
  StackStatus,
  Tag,
} from "../../../schema/generated/cloudformation.ts";

/** What is deployed, or to be deployed: everything that an update can change and a rollback must restore. */
export interface StackContent {
  /** As the caller wrote it. */
  readonly templateBody: string;
  /** The template as JSON after its transforms. */
  readonly processedTemplate: string;
  readonly description: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  readonly capabilities: readonly Capability[];
  readonly notificationArns: readonly string[];
}

export interface StackOutput {
  readonly name: string;
  readonly value: string;
  readonly description: string | undefined;
  readonly exportName: string | undefined;
}

export interface StackRecord extends StackContent {
  readonly id: string;
  readonly name: string;
  readonly status: StackStatus;
  readonly statusReason: string | undefined;
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  readonly updatedAt: number | undefined;
  readonly deletedAt: number | undefined;
  readonly outputs: readonly StackOutput[];
  readonly onFailure: OnFailure;
  readonly isProtected: boolean;
  readonly changeSetId: string | undefined;
  readonly roleArn: string | undefined;
  readonly clientRequestToken: string | undefined;
  /** As the last operation was asked for. */
  readonly deploymentConfig?: DeploymentConfig | undefined;
}

/** A resource of a stack. */
export interface ResourceRecord {
  readonly logicalId: string;
  readonly type: string;
  readonly status: ResourceStatus;
  readonly statusReason: string | undefined;
  /** Undefined while it has not been made. */
  readonly instance: ResourceInstance | undefined;
  /** With all functions evaluated. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The tags of the stack as they were last put on it. */
  readonly stackTags: readonly Tag[];
  /** What makes its generated name its own: the same for one creation, however often it is resumed. */
  readonly suffix: string;
  readonly metadata: unknown;
  readonly updatedAt: number;
}

export interface EventRecord {
  readonly id: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly at: number;
  readonly status: ResourceStatus;
  readonly reason: string | undefined;
  /** As JSON. */
  readonly properties: string | undefined;
  readonly clientRequestToken: string | undefined;
}

export interface ExportRecord {
  readonly stackId: string;
  readonly value: string;
}
