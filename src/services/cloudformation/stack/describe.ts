/** Stacks, resources and events as the API shows them. */
import type {
  Parameter,
  Stack,
  StackEvent,
  StackResource,
  StackResourceSummary,
  StackSummary,
} from "../../../schema/generated/cloudformation.ts";
import { MASK } from "./secrets.ts";
import type { EventRecord, ResourceRecord, StackContent, StackRecord } from "./stack-record.ts";
import { readProcessed } from "../template/read-processed.ts";

const NOT_CHECKED = { StackDriftStatus: "NOT_CHECKED" } as const;

export function describeStack(stack: StackRecord): Stack {
  const isDeleted = stack.status === "DELETE_COMPLETE";
  const isInReview = stack.status === "REVIEW_IN_PROGRESS";
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    Description: isInReview ? undefined : stack.description,
    Parameters: describeParameters(stack),
    CreationTime: stack.createdAt,
    LastUpdatedTime: stack.updatedAt,
    DeletionTime: stack.deletedAt,
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DisableRollback: stack.onFailure === "DO_NOTHING",
    DeploymentConfig: stack.deploymentConfig,
    NotificationARNs: stack.notificationArns,
    Capabilities: stack.capabilities.length === 0 ? undefined : stack.capabilities,
    Outputs: stack.outputs.map((output) => ({
      OutputKey: output.name,
      OutputValue: output.value,
      Description: output.description,
      ExportName: output.exportName,
    })),
    RoleARN: stack.roleArn,
    Tags: stack.tags,
    EnableTerminationProtection: isDeleted ? undefined : stack.isProtected,
    DriftInformation: NOT_CHECKED,
  };
}

/** The parameters with their values, those that the template keeps secret masked. */
export function describeParameters(content: StackContent): readonly Parameter[] {
  const entries = Object.entries(content.parameters);
  if (entries.length === 0) return [];
  const { parameters } = readProcessed(content.processedTemplate);
  return entries.map(([key, value]) => ({
    ParameterKey: key,
    ParameterValue: parameters.get(key)?.noEcho === true ? MASK : value,
  }));
}

export function summarizeStack(stack: StackRecord): StackSummary {
  return {
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.description,
    CreationTime: stack.createdAt,
    LastUpdatedTime: stack.updatedAt,
    DeletionTime: stack.deletedAt,
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DriftInformation: NOT_CHECKED,
  };
}

export function summarizeResource(resource: ResourceRecord): StackResourceSummary {
  return {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.instance?.physicalId,
    ResourceType: resource.type,
    LastUpdatedTimestamp: resource.updatedAt,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.statusReason,
    DriftInformation: { StackResourceDriftStatus: "NOT_CHECKED" },
  };
}

export function describeResource(resource: ResourceRecord, stack: StackRecord): StackResource {
  return {
    StackName: stack.name,
    StackId: stack.id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.instance?.physicalId,
    ResourceType: resource.type,
    Timestamp: resource.updatedAt,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.statusReason,
    DriftInformation: { StackResourceDriftStatus: "NOT_CHECKED" },
  };
}

export function describeEvent(event: EventRecord, stack: StackRecord): StackEvent {
  return {
    StackId: stack.id,
    EventId: event.id,
    StackName: stack.name,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: event.at,
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties,
    ClientRequestToken: event.clientRequestToken,
  };
}
