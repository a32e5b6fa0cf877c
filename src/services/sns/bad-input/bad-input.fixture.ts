/** The form of the tables of bad input, and the cloud that they are tried on: topics and subscriptions to lose. */
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { sns } from "../service.ts";

/** An input that is refused: operation, the member that is wrong, the input, and AWS's code and sentence. */
export type BadInput = readonly [
  operation: SnsOperation,
  member: string,
  input: object | ((world: World) => object),
  code: string,
  message: string,
];

/** The same where the operation is known: the member that is wrong, what is given, and AWS's code and sentence. */
export type BadMessage = readonly [member: string, members: object, code: string, message: string];

export type SnsOperation = Exclude<keyof typeof SNS, "model">;

/** What the tables are tried on, and what it was made with. */
export interface World {
  readonly cloud: TestPlatform;
  /** ARN of a subscription of `TOPIC` that a queue has. */
  readonly subscription: string;
  /** ARN of one with a nested policy on the body. */
  readonly nested: string;
  /** ARN of one whose endpoint has not confirmed. */
  readonly pending: string;
  /** ARN of a queue's subscription of `FIFO`. */
  readonly ordered: string;
}

const ACCOUNT = "000000000000";
const arnOf = (name: string) => `arn:aws:sns:us-east-1:${ACCOUNT}:${name}`;

/** Has a display name, a tag `team`, and a statement `first` in its policy. */
export const TOPIC = arnOf("plain");
export const FIFO = arnOf("line.fifo");
/** Deduplicates by content. */
export const BASED = arnOf("based.fifo");
/** Takes messages of 1024 bytes. */
export const NARROW = arnOf("narrow");
/** Has 49 tags. */
export const TAGGED = arnOf("tagged");
/** Has as many filter policies as a topic can have. */
export const FILTERED = arnOf("filtered");
/** Has as many subscriptions as a FIFO topic can have. */
export const FULL = arnOf("full.fifo");
export const MISSING_TOPIC = arnOf("missing");
export const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:q`;
export const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`;

export const INVALID = "InvalidParameter";
export const INVALID_VALUE = "ParameterValueInvalid";
export const VALIDATION = "ValidationError";

/** What is said of an ARN with too few parts. */
export function tooShort(parameter: string, elements: number): string {
  return `Invalid parameter: ${parameter} Reason: An ARN must have at least 6 elements, not ${elements}`;
}

/** What is said of a limit of the model that is broken, "Value ... at 'path'" and what must be. */
export function constraint(subject: string, must: string): string {
  return `1 validation error detected: Value ${subject} failed to satisfy constraint: ${must}`;
}

/** What is said of a member that is not there. */
export function absent(path: string): string {
  return constraint(`null at '${path}'`, "Member must not be null");
}

/** Makes the cloud: everything is settled, and nothing is due for hours. */
export async function startWorld(): Promise<World> {
  const cloud = await startTestPlatform({ services: [sns] });
  const create = (Name: string, Attributes: Record<string, string> = {}, tags: readonly string[] = []) =>
    cloud.call(SNS.CreateTopic, { Name, Attributes, Tags: tags.map((Key) => ({ Key, Value: "1" })) });
  const subscribe = async (TopicArn: string, Endpoint: string, Attributes: Record<string, string> = {}) => {
    const Protocol = Endpoint.startsWith("arn:") ? "sqs" : "http";
    const input = { TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true };
    return (await cloud.call(SNS.Subscribe, input)).SubscriptionArn ?? "";
  };
  await create("plain", { DisplayName: "d" }, ["team"]);
  await create("line.fifo", { FifoTopic: "true" });
  await create("based.fifo", { FifoTopic: "true", ContentBasedDeduplication: "true" });
  await create("narrow", { MaximumMessageSize: "1024" });
  await create("tagged", {}, numbered(49));
  await create("filtered");
  await create("full.fifo", { FifoTopic: "true" });
  const AWSAccountId = ["111122223333"];
  await cloud.call(SNS.AddPermission, { TopicArn: TOPIC, Label: "first", AWSAccountId, ActionName: ["Publish"] });
  for (const name of numbered(200)) await subscribe(FILTERED, `${QUEUE}-${name}`, { FilterPolicy: '{"a":["b"]}' });
  for (const name of numbered(100)) await subscribe(FULL, `${QUEUE}-${name}`);
  const subscription = await subscribe(TOPIC, QUEUE, { RawMessageDelivery: "true" });
  const FilterPolicy = '{"a":{"b":["x"]}}';
  const nested = await subscribe(TOPIC, `${QUEUE}-nested`, { FilterPolicyScope: "MessageBody", FilterPolicy });
  const pending = await subscribe(TOPIC, "http://127.0.0.1:1/");
  const ordered = await subscribe(FIFO, `${QUEUE}.fifo`);
  await cloud.settle();
  return { cloud, subscription, nested, pending, ordered };
}

function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `n${index}`);
}
