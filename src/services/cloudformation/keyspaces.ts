/** What CloudFormation stores: stacks, their resources and events, the work that is under way, change sets, exports. */
import { remembered } from "../../kernel/remembered.ts";
import { number, text } from "../../store/key.ts";
import { keyspace } from "../../store/keyspace.ts";
import { record, sharedRecord } from "../../store/value-codec.ts";
import type { ChangeSetRecord } from "./change-set/record.ts";
import { TEMPLATES_REMEMBERED } from "./limits.ts";
import type { OperationRecord } from "./stack/operation-record.ts";
import type { EventRecord, ExportRecord, ResourceRecord, StackRecord } from "./stack/stack-record.ts";

/** Stacks of the same template, in whichever cloud of the process, have its text in memory once. */
const templateText = remembered((given: string) => given, TEMPLATES_REMEMBERED);

/** By account, region and stack id. */
export const stacks = keyspace("cloudformation/stacks", {
  key: [text, text, text] as const,
  value: sharedRecord<StackRecord>((stack) => ({
    ...stack,
    templateBody: templateText(stack.templateBody),
    processedTemplate: templateText(stack.processedTemplate),
  })),
});
/** The id of the stack that has a name now, by account, region and name; deleted stacks have left it. */
export const stackNames = keyspace("cloudformation/stack-names", {
  key: [text, text, text] as const,
  value: record<string>(),
});
/** By account, region, stack id and logical id. */
export const resources = keyspace("cloudformation/resources", {
  key: [text, text, text, text] as const,
  value: record<ResourceRecord>(),
});
/** By account, region, stack id and number, from the oldest. */
export const events = keyspace("cloudformation/events", {
  key: [text, text, text, number] as const,
  value: record<EventRecord>(),
});
/** What a stack is doing, by account, region and stack id; no row when nothing is under way. */
export const operations = keyspace("cloudformation/operations", {
  key: [text, text, text] as const,
  value: sharedRecord<OperationRecord>(),
});
/** By account, region, stack id and name of the change set. */
export const changeSets = keyspace("cloudformation/change-sets", {
  key: [text, text, text, text] as const,
  value: record<ChangeSetRecord>(),
});
/** By account, region and export name. */
export const exportedValues = keyspace("cloudformation/exports", {
  key: [text, text, text] as const,
  value: record<ExportRecord>(),
});
/** The name of the stack that imports, by account, region, export name and stack id. */
export const imports = keyspace("cloudformation/imports", {
  key: [text, text, text, text] as const,
  value: record<string>(),
});
