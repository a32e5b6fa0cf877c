/**
 * A lineage record as an OpenTelemetry span, in the JSON of OTLP.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import { createHash } from "node:crypto";
import { parseArn } from "../../kernel/arn.ts";
import type { LineageRecord, Outcome } from "../../platform/lineage/lineage.ts";
import { resourceName } from "../story/resource-name.ts";

/** A record with its place in a trace. Times are milliseconds since the epoch. */
export interface PlacedRecord {
  readonly record: LineageRecord;
  readonly traceId: string;
  readonly startAt: number;
  readonly endAt: number;
}

export interface Span {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code?: number; readonly message?: string };
}

export interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}

/** The numbers of the protocol: internal, server, client, producer, consumer. */
const KINDS = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;
const STATUS_ERROR = 2;

/** What goes wrong; that a message is filtered out or deduplicated is what was asked for. */
const ERRORS: ReadonlySet<Outcome> = new Set(["denied", "expired", "throttled", "dead-lettered", "retried", "failed"]);

export function spanOf({ record, traceId, startAt, endAt }: PlacedRecord): Span {
  const { id, parent, kind, resource, outcome, reason } = record;
  return {
    traceId,
    spanId: spanIdOf(id),
    ...(parent === "" ? {} : { parentSpanId: spanIdOf(parent) }),
    name: resource === "" ? kind : `${kind} ${resourceName(resource)}`,
    kind: kindOf(kind),
    startTimeUnixNano: nanoseconds(startAt),
    endTimeUnixNano: nanoseconds(endAt),
    attributes: attributesOf(record),
    status: ERRORS.has(outcome) ? { code: STATUS_ERROR, message: reason ?? outcome } : {},
  };
}

/** The trace of the tree whose first record is `id`. */
export function traceIdOfRoot(id: string): string {
  return createHash("sha256").update(`trace ${id}`).digest("hex").slice(0, 32);
}

function spanIdOf(id: string): string {
  return createHash("sha256").update(`span ${id}`).digest("hex").slice(0, 16);
}

/** Whole microseconds are exact as numbers; what is finer no clock of ours shows. */
function nanoseconds(milliseconds: number): string {
  return String(BigInt(Math.round(milliseconds * 1_000)) * 1_000n);
}

/** An operation's name begins with a capital letter, everything else that lineage tells of with a small one. */
function isRequest(kind: string): boolean {
  return /\.[A-Z]/.test(kind);
}

function kindOf(kind: string): number {
  if (isRequest(kind) || kind === "apigateway.request") return KINDS.server;
  switch (kind) {
    case "sns.published":
    case "sqs.message":
    case "s3.notification":
      return KINDS.producer;
    case "sns.delivery":
    case "s3.delivery":
    case "lambda.delivery":
    case "cloudwatch.action":
      return KINDS.client;
    case "sqs.received":
    case "lambda.event-source":
    case "lambda.invocation":
      return KINDS.consumer;
    default:
      return KINDS.internal;
  }
}

/** The names of the semantic conventions where they have one: https://opentelemetry.io/docs/specs/semconv/messaging/sqs/ */
function attributesOf(record: LineageRecord): readonly Attribute[] {
  const { id, kind, resource, outcome, reason, subject, traceId } = record;
  const [service = "", act = ""] = kind.split(".");
  return attributes({
    "sluice.kind": kind,
    "sluice.record_id": id,
    "sluice.outcome": outcome,
    "sluice.reason": reason,
    "sluice.xray_trace_id": traceId,
    "error.type": ERRORS.has(outcome) ? outcome : undefined,
    "cloud.resource_id": resource,
    ...(isRequest(kind)
      ? { "rpc.system": "aws-api", "rpc.service": service.toUpperCase(), "rpc.method": act, "aws.request_id": subject }
      : {}),
    ...messagingOf(record),
    ...(kind.startsWith("lambda.invocation") || kind === "lambda.result"
      ? { "faas.invoked_name": resourceName(resource), "faas.invocation_id": subject, "faas.invoked_provider": "aws" }
      : {}),
    ...(service === "s3" && resource.startsWith("arn:aws:s3:::")
      ? { "aws.s3.bucket": bucketOf(resource), "aws.s3.key": keyOf(resource) }
      : {}),
  });
}

const OPERATION_TYPES: Readonly<Record<string, string>> = {
  "sns.published": "send",
  "sns.Publish": "send",
  "sns.PublishBatch": "send",
  "sqs.message": "send",
  "sqs.SendMessage": "send",
  "sqs.SendMessageBatch": "send",
  "sqs.received": "receive",
  "sqs.ReceiveMessage": "receive",
  "sqs.deleted": "settle",
  "sqs.DeleteMessage": "settle",
  "sqs.DeleteMessageBatch": "settle",
};

function messagingOf({ kind, resource, subject }: LineageRecord): Readonly<Record<string, string | undefined>> {
  const service = parseArn(resource)?.service;
  if (service !== "sqs" && service !== "sns") return {};
  return {
    "messaging.system": service === "sqs" ? "aws_sqs" : "aws.sns",
    "messaging.destination.name": resourceName(resource),
    "messaging.operation.name": kind.slice(kind.indexOf(".") + 1),
    "messaging.operation.type": OPERATION_TYPES[kind],
    "messaging.message.id": isRequest(kind) ? undefined : subject,
  };
}

function bucketOf(arn: string): string {
  const name = resourceName(arn);
  return name.includes("/") ? name.slice(0, name.indexOf("/")) : name;
}

function keyOf(arn: string): string | undefined {
  const name = resourceName(arn);
  return name.includes("/") ? name.slice(name.indexOf("/") + 1) : undefined;
}

/** Attributes that are known, in the JSON of OTLP. */
export function attributes(values: Readonly<Record<string, string | undefined>>): readonly Attribute[] {
  return Object.entries(values).flatMap(([key, stringValue]) =>
    stringValue === undefined || stringValue === "" ? [] : [{ key, value: { stringValue } }],
  );
}
