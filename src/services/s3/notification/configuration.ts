/** Notification configurations: from what a client puts to rules that are kept, and back. */
import { parseArn } from "../../../kernel/arn.ts";
import { uuid } from "../../../kernel/random.ts";
import type { Random } from "../../../kernel/random.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import type {
  Event,
  FilterRule,
  NotificationConfiguration,
  NotificationConfigurationFilter,
} from "../../../schema/generated/s3.ts";
import { invalidArgument, malformedXml } from "../errors.ts";
import { FILTER_VALUE_MAXIMUM_LENGTH, NOTIFICATIONS_MAXIMUM } from "../limits.ts";
import type { Destination, NotificationRule } from "./notification-rule.ts";
import { checkOverlaps } from "./overlap.ts";

/** The event types that happen here; wildcards count only when all that they stand for is known. */
const EVENTS: ReadonlySet<string> = new Set([
  "s3:ObjectCreated:*",
  "s3:ObjectCreated:Put",
  "s3:ObjectCreated:Copy",
  "s3:ObjectCreated:CompleteMultipartUpload",
  "s3:ObjectRemoved:*",
  "s3:ObjectRemoved:Delete",
  "s3:ObjectRemoved:DeleteMarkerCreated",
  "s3:ObjectTagging:*",
  "s3:ObjectTagging:Put",
  "s3:ObjectTagging:Delete",
]);

const ELEMENT = { topic: "Topic", queue: "Queue", function: "CloudFunction" } as const;
const SERVICE = { topic: "sns", queue: "sqs", function: "lambda" } as const;

/** One configuration of any kind, as it is put. */
interface GivenRule {
  readonly kind: Destination["kind"];
  readonly arn: string;
  readonly Id?: string | undefined;
  readonly Events: readonly string[];
  readonly Filter?: NotificationConfigurationFilter | undefined;
}

/**
 * The rules of a configuration. @throws InvalidArgument, MalformedXML; NotImplemented for what does not happen here
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
export function rulesOf(
  configuration: NotificationConfiguration,
  context: { readonly region: string; readonly random: Random },
): readonly NotificationRule[] {
  if (configuration.EventBridgeConfiguration !== undefined) throw notImplemented("EventBridgeConfiguration");
  const given: readonly GivenRule[] = [
    ...(configuration.TopicConfigurations ?? []).map((each) => ({
      ...each,
      kind: "topic" as const,
      arn: each.TopicArn,
    })),
    ...(configuration.QueueConfigurations ?? []).map((each) => ({
      ...each,
      kind: "queue" as const,
      arn: each.QueueArn,
    })),
    ...(configuration.LambdaFunctionConfigurations ?? []).map((each) => ({
      ...each,
      kind: "function" as const,
      arn: each.LambdaFunctionArn,
    })),
  ];
  if (given.length > NOTIFICATIONS_MAXIMUM) throw malformedXml();
  const rules = given.map((each) => ruleOf(each, context));
  if (new Set(rules.map((rule) => rule.id)).size < rules.length) {
    throw invalidArgument("Same ID used for multiple configurations. IDs must be unique");
  }
  checkOverlaps(rules);
  return rules;
}

/** The configuration as GetBucketNotificationConfiguration shows it. */
export function configurationOf(rules: readonly NotificationRule[]): NotificationConfiguration {
  const of = (kind: Destination["kind"]): readonly NotificationRule[] =>
    rules.filter((rule) => rule.destination.kind === kind);
  const common = (
    rule: NotificationRule,
  ): { Id: string; Events: Event[]; Filter?: NotificationConfigurationFilter } => ({
    Id: rule.id,
    // They were of the model's enumeration when they were put.
    Events: [...rule.events] as Event[],
    ...filterOf(rule),
  });
  const topics = of("topic").map((rule) => ({ ...common(rule), TopicArn: rule.destination.arn }));
  const queues = of("queue").map((rule) => ({ ...common(rule), QueueArn: rule.destination.arn }));
  const functions = of("function").map((rule) => ({ ...common(rule), LambdaFunctionArn: rule.destination.arn }));
  return {
    ...(topics.length === 0 ? {} : { TopicConfigurations: topics }),
    ...(queues.length === 0 ? {} : { QueueConfigurations: queues }),
    ...(functions.length === 0 ? {} : { LambdaFunctionConfigurations: functions }),
  };
}

function ruleOf(given: GivenRule, context: { readonly region: string; readonly random: Random }): NotificationRule {
  checkDestination(given, context.region);
  if (given.Events.length === 0) throw malformedXml();
  for (const event of given.Events) {
    if (!EVENTS.has(event)) throw notImplemented(`notifications of the event ${event}`);
  }
  return {
    id: given.Id ?? uuid(context.random),
    destination: { kind: given.kind, arn: given.arn },
    events: [...given.Events],
    ...filterValues(given.Filter),
  };
}

function checkDestination({ kind, arn }: GivenRule, region: string): void {
  const parsed = parseArn(arn);
  if (parsed === undefined || parsed.service !== SERVICE[kind]) {
    throw invalidArgument("The ARN could not be parsed", ELEMENT[kind], arn);
  }
  if (parsed.region !== region) {
    const message = "The notification destination service region is not valid for the bucket location constraint";
    throw invalidArgument(message, ELEMENT[kind], arn);
  }
  // FIFO topics and queues cannot be destinations: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
  if (kind !== "function" && arn.endsWith(".fifo")) {
    throw invalidArgument(`FIFO ${parsed.service.toUpperCase()} ${kind}s are not supported`, ELEMENT[kind], arn);
  }
}

function filterValues(filter: NotificationConfigurationFilter | undefined): { prefix?: string; suffix?: string } {
  const values: { prefix?: string; suffix?: string } = {};
  for (const { Name, Value } of filter?.Key?.FilterRules ?? []) {
    if (Name === undefined || Value === undefined) throw malformedXml();
    const name = Name.toLowerCase();
    if (name !== "prefix" && name !== "suffix") {
      throw invalidArgument("filter rule name must be either prefix or suffix", "FilterRule.Name", Name);
    }
    if (values[name] !== undefined) {
      throw invalidArgument(`Cannot specify more than one ${name} rule in a filter.`, "FilterRule.Name", Name);
    }
    if (Value.length > FILTER_VALUE_MAXIMUM_LENGTH) {
      throw invalidArgument("Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation");
    }
    values[name] = Value;
  }
  return values;
}

/** Names come back with a capital, whichever way they were put. */
function filterOf(rule: NotificationRule): { Filter?: NotificationConfigurationFilter } {
  const rules: { Name: string; Value: string }[] = [];
  if (rule.prefix !== undefined) rules.push({ Name: "Prefix", Value: rule.prefix });
  if (rule.suffix !== undefined) rules.push({ Name: "Suffix", Value: rule.suffix });
  // The model's enumeration has only the lower-case names; AWS answers with these.
  return rules.length === 0 ? {} : { Filter: { Key: { FilterRules: rules as FilterRule[] } } };
}
