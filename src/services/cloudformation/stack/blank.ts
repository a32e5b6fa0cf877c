/** A stack that holds nothing yet. */
import type { StackRecord } from "./stack-record.ts";

export function blankStack(facts: { readonly id: string; readonly name: string; readonly now: number }): StackRecord {
  return {
    id: facts.id,
    name: facts.name,
    status: "REVIEW_IN_PROGRESS",
    statusReason: undefined,
    createdAt: facts.now,
    updatedAt: undefined,
    deletedAt: undefined,
    templateBody: "",
    processedTemplate: "{}",
    description: undefined,
    parameters: {},
    tags: [],
    capabilities: [],
    notificationArns: [],
    outputs: [],
    onFailure: "ROLLBACK",
    isProtected: false,
    changeSetId: undefined,
    roleArn: undefined,
    clientRequestToken: undefined,
  };
}
