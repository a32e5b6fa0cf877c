/** What the Lambda service stores: every keyspace, its key order and the form of its values. */
import type { RecursiveLoop } from "../../schema/generated/lambda.ts";
import { keyspace } from "../../store/keyspace.ts";
import { number, text } from "../../store/key.ts";
import { nothing, record, sharedRecord } from "../../store/value-codec.ts";
import type { AsynchronousEvent, EventInvokeConfig } from "./asynchronous/event-record.ts";
import type { AliasRecord } from "./function/alias-record.ts";
import type { FunctionRecord } from "./function/function-record.ts";
import type { LayerVersionRecord } from "./layer/layer-version-record.ts";
import type { MappingRecord } from "./mapping/mapping-record.ts";
import type { ProvisionedConcurrencyRecord } from "./provisioned/provisioned-pools.ts";
import type { FunctionUrlRecord } from "./url/url-record.ts";
import type { PolicyRecord } from "./function/policy.ts";

/** Account, region, name. */
export const functions = keyspace("lambda/functions", {
  key: [text, text, text] as const,
  value: sharedRecord<FunctionRecord>(),
});

/** Account, region, function name, version number: published versions. */
export const versions = keyspace("lambda/versions", {
  key: [text, text, text, number] as const,
  value: sharedRecord<FunctionRecord>(),
});

/** Account, region, `function` or `layer`, name: the highest version number ever given out; it outlives what it counts. */
export const versionNumbers = keyspace("lambda/version-numbers", {
  key: [text, text, text, text] as const,
  value: record<{ readonly last: number }>(),
});

/** Account, region, function name, alias. */
export const aliases = keyspace("lambda/aliases", {
  key: [text, text, text, text] as const,
  value: sharedRecord<AliasRecord>(),
});

/** Account, region, layer name, version number. */
export const layerVersions = keyspace("lambda/layer-versions", {
  key: [text, text, text, number] as const,
  value: record<LayerVersionRecord>(),
});

/** Account, region, layer name, version number. */
export const layerPolicies = keyspace("lambda/layer-policies", {
  key: [text, text, text, number] as const,
  value: record<PolicyRecord>(),
});

/** Account, region, function name: only functions whose recursive loops are allowed have a row. */
export const recursionConfigs = keyspace("lambda/recursion-configs", {
  key: [text, text, text] as const,
  value: record<{ readonly recursiveLoop: RecursiveLoop }>(),
});

/** Account, region, function name, version number or alias: how many environments are kept ready. */
export const provisionedConcurrency = keyspace("lambda/provisioned-concurrency", {
  key: [text, text, text, text] as const,
  value: record<ProvisionedConcurrencyRecord>(),
});

/** Account, region, function name: only functions that reserve concurrency have a row. */
export const reservations = keyspace("lambda/reservations", {
  key: [text, text, text] as const,
  value: record<{ readonly executions: number }>(),
});

/** Account, region, function name; the policies of versions and aliases are of `name:qualifier`. */
export const policies = keyspace("lambda/policies", {
  key: [text, text, text] as const,
  value: record<PolicyRecord>(),
});

/** Account, region, function name, or `name:qualifier` of a version or an alias: the settings of asynchronous invocation. */
export const eventInvokeConfigs = keyspace("lambda/event-invoke-configs", {
  key: [text, text, text] as const,
  value: record<EventInvokeConfig>(),
});

/** Account, region, request id: events that were accepted and have not come to their end. */
export const asynchronousEvents = keyspace("lambda/asynchronous-events", {
  key: [text, text, text] as const,
  value: record<AsynchronousEvent>(),
});

/** Account, region, function name, alias or nothing. */
export const functionUrls = keyspace("lambda/function-urls", {
  key: [text, text, text, text] as const,
  value: record<FunctionUrlRecord>(),
});

/** Id of a function URL: where its row is. */
export const urlIds = keyspace("lambda/url-ids", {
  key: [text] as const,
  value: record<Pick<FunctionUrlRecord, "account" | "region" | "name" | "qualifier">>(),
});

/** Account, region, UUID. */
export const mappings = keyspace("lambda/event-source-mappings", {
  key: [text, text, text] as const,
  value: record<MappingRecord>(),
});

/** Folder of unpacked code, function ARN, setup id: who uses it. */
export const codeUses = keyspace("lambda/code-uses", { key: [text, text, text] as const, value: nothing });
