/** The body of an OTLP request: spans, grouped by the service, account and region that they happened in. */
import { parseArn } from "../../kernel/arn.ts";
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import { VERSION } from "../version.ts";
import { attributes, type PlacedRecord, spanOf, traceIdOfRoot } from "./span.ts";

/** What services are called where AWS's own metrics name them, as in `AWS/SQS`. */
const SERVICE_NAMES: Readonly<Record<string, string>> = {
  apigateway: "AWS/ApiGateway",
  cloudformation: "AWS/CloudFormation",
  cloudwatch: "AWS/CloudWatch",
  lambda: "AWS/Lambda",
  logs: "AWS/Logs",
};

/** The body, ready to become JSON. */
export function traceRequest(records: readonly PlacedRecord[]): object {
  const groups = new Map<string, PlacedRecord[]>();
  for (const each of records) {
    const { kind, resource } = each.record;
    const arn = parseArn(resource);
    const group = [serviceName(kind), arn?.account ?? "", arn?.region ?? ""].join(" ");
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [each]);
    else members.push(each);
  }
  return { resourceSpans: Array.from(groups, ([group, members]) => resourceSpans(group, members)) };
}

/** A whole story, each record from its first sign to its own moment, or to its end where that is a record too. */
export function placedStory(records: readonly LineageRecord[]): readonly PlacedRecord[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  const traces = new Map<string, string>();
  const starts = new Map<string, number>();
  const ends = new Map<string, number>();
  for (const { parent, at, kind } of records) {
    starts.set(parent, Math.min(starts.get(parent) ?? at, at));
    if (kind === "lambda.result") ends.set(parent, at);
  }
  // Causes come before their effects in the order of the tree.
  return records.map((record) => {
    const { id, parent, at } = record;
    const traceId = traces.get(parent) ?? traceIdOfRoot(byId.has(parent) || parent === "" ? id : parent);
    traces.set(id, traceId);
    return { record, traceId, startAt: Math.min(at, starts.get(id) ?? at), endAt: Math.max(at, ends.get(id) ?? at) };
  });
}

function serviceName(kind: string): string {
  const service = kind.slice(0, kind.indexOf("."));
  return SERVICE_NAMES[service] ?? `AWS/${service.toUpperCase()}`;
}

function resourceSpans(group: string, members: readonly PlacedRecord[]): object {
  const [name = "", account = "", region = ""] = group.split(" ");
  const resource = {
    attributes: attributes({
      "service.name": name,
      "service.namespace": "sluice",
      "cloud.provider": "aws",
      "cloud.account.id": account,
      "cloud.region": region,
    }),
  };
  return { resource, scopeSpans: [{ scope: { name: "sluice", version: VERSION }, spans: members.map(spanOf) }] };
}
