/** A change set as it is stored. */
import type {
  Change,
  ChangeSetStatus,
  ChangeSetType,
  DeploymentConfig,
  ExecutionStatus,
  OnFailure,
} from "../../../schema/generated/cloudformation.ts";
import type { StackContent } from "../stack/stack-record.ts";

export interface ChangeSetRecord {
  readonly id: string;
  readonly name: string;
  readonly type: ChangeSetType;
  readonly status: ChangeSetStatus;
  readonly statusReason: string | undefined;
  readonly executionStatus: ExecutionStatus;
  readonly description: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly includeNestedStacks: boolean;
  readonly onFailure: OnFailure;
  readonly deploymentConfig?: DeploymentConfig | undefined;
  readonly roleArn: string | undefined;
  /** What executing it deploys; undefined when it failed before that was known. */
  readonly content: StackContent | undefined;
  /** With all values. */
  readonly changes: readonly Change[];
}
