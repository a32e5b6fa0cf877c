/** Protocols and endpoints of a Subscribe request, with AWS's refusals. */
import { type Arn, parseArn } from "../../../kernel/arn.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { invalidParameter, invalidParameterReason, invalidParameterSentence } from "../errors.ts";
import { isPhoneNumber } from "../sms/phone-number.ts";
import type { StoredTopic } from "../topic/topic.ts";
import type { Protocol } from "./subscription.ts";

const NOT_IMPLEMENTED: ReadonlySet<string> = new Set(["firehose"]);

const IMPLEMENTED: readonly Protocol[] = [
  "sqs",
  "lambda",
  "http",
  "https",
  "email",
  "email-json",
  "sms",
  "application",
];

/** @throws ServiceError InvalidParameter, or 501 for a protocol that does not deliver here */
export function checkedProtocol(protocol: string): Protocol {
  const known = IMPLEMENTED.find((each) => each === protocol);
  if (known !== undefined) return known;
  if (NOT_IMPLEMENTED.has(protocol)) throw notImplemented(`subscriptions of the protocol ${protocol}`);
  throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
}

/** Checks the endpoint for its protocol and topic; the queue or function need not exist. @throws ServiceError InvalidParameter */
export function checkedEndpoint(topic: StoredTopic, protocol: Protocol, endpoint: string | undefined): string {
  if (endpoint === undefined || endpoint === "") throw invalidParameter("Endpoint");
  if (topic.fifo && protocol !== "sqs") {
    // https://docs.aws.amazon.com/sns/latest/dg/sns-fifo-topics.html: queues alone subscribe to FIFO topics.
    throw invalidParameter(`Invalid protocol type: ${protocol}`);
  }
  switch (protocol) {
    case "sqs":
      checkQueue(topic, endpoint);
      return endpoint;
    case "lambda":
      if (arnOf(endpoint, "lambda")?.resource.startsWith("function:") !== true) {
        throw invalidParameter("Lambda endpoint ARN");
      }
      return endpoint;
    case "http":
    case "https":
      checkUrl(protocol, endpoint);
      return endpoint;
    case "email":
    case "email-json":
      if (!MAIL_ADDRESS.test(endpoint)) throw invalidParameter("Email address");
      return endpoint;
    case "sms":
      // Recorded without the prefix of the others.
      if (!isPhoneNumber(endpoint)) throw invalidParameterSentence(`Invalid SMS endpoint: ${endpoint}`);
      return endpoint;
    case "application":
      if (arnOf(endpoint, "sns")?.resource.startsWith("endpoint/") !== true) {
        throw invalidParameter(`Application endpoint arn invalid:${endpoint}`);
      }
      return endpoint;
  }
}

/**
 * Something before an @, and a name with a dot behind it. Whether anybody reads there is for the mail to find out. Without
 * colons, so that no address passes for an ARN, whose account would confirm it.
 */
const MAIL_ADDRESS = /^[^\s@<>:]{1,64}@[^\s@<>.]+(?:\.[^\s@<>.]+)+$/;

/**
 * The endpoint as lists and logs show it: without the password that a URL may have.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html
 */
export function shownEndpoint(endpoint: string): string {
  return endpoint.replace(/^(https?:\/\/[^/?#:]*):[^/?#]*@/, "$1:****@");
}

/** The account that an endpoint belongs to; undefined for a URL, which belongs to nobody. */
export function endpointAccount(endpoint: string): string | undefined {
  return parseArn(endpoint)?.account;
}

function checkQueue(topic: StoredTopic, endpoint: string): void {
  if (arnOf(endpoint, "sqs") === undefined) throw invalidParameter("SQS endpoint ARN");
  if (!topic.fifo && endpoint.endsWith(".fifo")) {
    // Recorded with the prefix twice.
    throw invalidParameter(
      "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
    );
  }
}

function checkUrl(protocol: "http" | "https", endpoint: string): void {
  if (!endpoint.startsWith(`${protocol}://`)) {
    throw invalidParameter("Endpoint must match the specified protocol");
  }
  if (!URL.canParse(endpoint)) throw invalidParameterReason("Endpoint", "Unparseable URL");
}

function arnOf(text: string, service: string): Arn | undefined {
  const arn = parseArn(text);
  return arn?.service === service && arn.region !== "" && /^\d{12}$/.test(arn.account) ? arn : undefined;
}
