/**
 * Delivery policies of HTTP(S): from documents to settings, and which one is in effect for a subscription.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
import { notImplemented } from "../../../platform/service-error.ts";
import { HTTP_DELAY_SECONDS_MAX, HTTP_POLICY_SECONDS_MAX, HTTP_RETRIES_MAX } from "../limits.ts";
import { type HealthyRetryPolicy, httpRetriesSeconds } from "./retry-schedule.ts";

export interface RequestPolicy {
  readonly headerContentType: string;
}

export interface ThrottlePolicy {
  /** An average, not a strict cap. */
  readonly maxReceivesPerSecond: number;
}

/** A topic's document, as AWS shows it: sections that were not given stay absent. */
export interface DeliveryPolicyDocument {
  readonly http: {
    readonly defaultHealthyRetryPolicy?: HealthyRetryPolicy | undefined;
    readonly disableSubscriptionOverrides: boolean;
    readonly defaultThrottlePolicy?: ThrottlePolicy | undefined;
    readonly defaultRequestPolicy?: RequestPolicy | undefined;
  };
}

export interface SubscriptionDeliveryPolicyDocument {
  readonly healthyRetryPolicy?: HealthyRetryPolicy | undefined;
  readonly throttlePolicy?: ThrottlePolicy | undefined;
  readonly requestPolicy?: RequestPolicy | undefined;
}

/** What a delivery goes by. */
export interface EffectivePolicy {
  readonly healthyRetryPolicy: HealthyRetryPolicy;
  /** None unless one is set. */
  readonly throttlePolicy: ThrottlePolicy | undefined;
  readonly requestPolicy: RequestPolicy;
}

export const DEFAULT_RETRY_POLICY: HealthyRetryPolicy = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: "linear",
};
export const DEFAULT_REQUEST_POLICY: RequestPolicy = { headerContentType: "text/plain; charset=UTF-8" };

/** What is wrong with a document, as the end of a sentence; the caller knows its beginning. */
export class DeliveryPolicyRefusal extends Error {
  override readonly name = "DeliveryPolicyRefusal";
}

/** Reads a topic's DeliveryPolicy. @throws DeliveryPolicyRefusal */
export function parseTopicDeliveryPolicy(text: string): DeliveryPolicyDocument {
  const http = section(documentOf(text, ["http"]), "http", [
    "defaultHealthyRetryPolicy",
    "disableSubscriptionOverrides",
    "defaultThrottlePolicy",
    "defaultRequestPolicy",
    "defaultSicklyRetryPolicy",
  ]);
  if (http === undefined) throw new DeliveryPolicyRefusal("http must be an object");
  refuseSickly(http.defaultSicklyRetryPolicy, "defaultSicklyRetryPolicy");
  const disable = http.disableSubscriptionOverrides ?? false;
  if (typeof disable !== "boolean") throw new DeliveryPolicyRefusal("disableSubscriptionOverrides must be a boolean");
  const retry = retryPolicy(http, "http.defaultHealthyRetryPolicy");
  const throttle = throttlePolicy(http, "http.defaultThrottlePolicy");
  const request = requestPolicy(http, "http.defaultRequestPolicy");
  return {
    http: {
      ...(retry === undefined ? {} : { defaultHealthyRetryPolicy: retry }),
      disableSubscriptionOverrides: disable,
      ...(throttle === undefined ? {} : { defaultThrottlePolicy: throttle }),
      ...(request === undefined ? {} : { defaultRequestPolicy: request }),
    },
  };
}

/** Reads a subscription's DeliveryPolicy. @throws DeliveryPolicyRefusal */
export function parseSubscriptionDeliveryPolicy(text: string): SubscriptionDeliveryPolicyDocument {
  const document = documentOf(text, [
    "healthyRetryPolicy",
    "sicklyRetryPolicy",
    "throttlePolicy",
    "requestPolicy",
    "guaranteed",
  ]);
  refuseSickly(document.sicklyRetryPolicy, "sicklyRetryPolicy");
  if (document.guaranteed !== undefined && document.guaranteed !== false) {
    throw notImplemented("the member guaranteed of a DeliveryPolicy");
  }
  const retry = retryPolicy(document, "healthyRetryPolicy");
  const throttle = throttlePolicy(document, "throttlePolicy");
  const request = requestPolicy(document, "requestPolicy");
  return {
    ...(retry === undefined ? {} : { healthyRetryPolicy: retry }),
    ...(throttle === undefined ? {} : { throttlePolicy: throttle }),
    ...(request === undefined ? {} : { requestPolicy: request }),
  };
}

/** What a delivery goes by: the subscription's own sections, unless the topic forbids them, then the topic's, then AWS's. */
export function effectivePolicy(
  topic: DeliveryPolicyDocument | undefined,
  subscription: SubscriptionDeliveryPolicyDocument | undefined,
): EffectivePolicy {
  const own = topic?.http.disableSubscriptionOverrides ? undefined : subscription;
  return {
    healthyRetryPolicy: own?.healthyRetryPolicy ?? topic?.http.defaultHealthyRetryPolicy ?? DEFAULT_RETRY_POLICY,
    throttlePolicy: own?.throttlePolicy ?? topic?.http.defaultThrottlePolicy,
    requestPolicy: own?.requestPolicy ?? topic?.http.defaultRequestPolicy ?? DEFAULT_REQUEST_POLICY,
  };
}

/** EffectiveDeliveryPolicy of a topic. */
export function effectiveTopicDocument(topic: DeliveryPolicyDocument | undefined): string {
  const { healthyRetryPolicy, throttlePolicy: throttle, requestPolicy: request } = effectivePolicy(topic, undefined);
  return JSON.stringify({
    http: {
      defaultHealthyRetryPolicy: healthyRetryPolicy,
      disableSubscriptionOverrides: topic?.http.disableSubscriptionOverrides ?? false,
      defaultThrottlePolicy: throttle,
      defaultRequestPolicy: request,
    },
  });
}

/** EffectiveDeliveryPolicy of a subscription. */
export function effectiveSubscriptionDocument(policy: EffectivePolicy): string {
  return JSON.stringify({
    healthyRetryPolicy: policy.healthyRetryPolicy,
    sicklyRetryPolicy: null,
    throttlePolicy: policy.throttlePolicy ?? null,
    requestPolicy: policy.requestPolicy,
    guaranteed: false,
  });
}

type JsonObject = Readonly<Record<string, unknown>>;

function documentOf(text: string, members: readonly string[]): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // What is no JSON at all is refused in the same words as JSON that is no policy.
  }
  return objectOf(parsed, "The document", members);
}

/** `name` is the way to the section, with dots, of which the parent has the last part. */
function section(parent: JsonObject, name: string, members: readonly string[]): JsonObject | undefined {
  const value = parent[name.slice(name.lastIndexOf(".") + 1)];
  return value === undefined || value === null ? undefined : objectOf(value, name, members);
}

function objectOf(value: unknown, name: string, members: readonly string[]): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DeliveryPolicyRefusal(`${name} must be a JSON object`);
  }
  const unknown = Object.keys(value).find((key) => !members.includes(key));
  if (unknown !== undefined) throw new DeliveryPolicyRefusal(`Unexpected JSON member: ${unknown}`);
  // A JSON object: its members are looked at one by one.
  return value as JsonObject;
}

const COUNTS = ["numRetries", "numNoDelayRetries", "numMinDelayRetries", "numMaxDelayRetries"] as const;

function retryPolicy(parent: JsonObject, name: string): HealthyRetryPolicy | undefined {
  const members = Object.keys(DEFAULT_RETRY_POLICY);
  const given = section(parent, name, members);
  if (given === undefined) return undefined;
  for (const count of COUNTS) checkWhole(name, given, { member: count, bounds: [0, HTTP_RETRIES_MAX] });
  checkWhole(name, given, { member: "minDelayTarget", bounds: [1, HTTP_DELAY_SECONDS_MAX] });
  checkWhole(name, given, { member: "maxDelayTarget", bounds: [1, HTTP_DELAY_SECONDS_MAX] });
  const backoff = given.backoffFunction ?? "linear";
  if (backoff !== "linear" && backoff !== "arithmetic" && backoff !== "geometric" && backoff !== "exponential") {
    throw new DeliveryPolicyRefusal(
      `${name}.backoffFunction must be one of linear, arithmetic, geometric or exponential`,
    );
  }
  const present = Object.fromEntries(
    members.flatMap((key) => ((given[key] ?? null) === null ? [] : [[key, given[key]]])),
  );
  const policy: HealthyRetryPolicy = { ...DEFAULT_RETRY_POLICY, ...present };
  if (policy.minDelayTarget > policy.maxDelayTarget) {
    throw new DeliveryPolicyRefusal(`${name}.maxDelayTarget must be greater than or equal to minDelayTarget`);
  }
  if (policy.numNoDelayRetries + policy.numMinDelayRetries + policy.numMaxDelayRetries > policy.numRetries) {
    throw new DeliveryPolicyRefusal(`${name}.numRetries must be at least the sum of the retries of its phases`);
  }
  if (httpRetriesSeconds(policy) > HTTP_POLICY_SECONDS_MAX) {
    const bound = `cannot be greater than ${HTTP_POLICY_SECONDS_MAX} seconds`;
    throw new DeliveryPolicyRefusal(`${name}: Total policy retry time ${bound}`);
  }
  return policy;
}

interface WholeNumber {
  readonly member: string;
  readonly bounds: readonly [least: number, most: number];
}

function checkWhole(policy: string, given: JsonObject, { member, bounds: [least, most] }: WholeNumber): void {
  const value = given[member];
  if (value === undefined || value === null) return;
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw new DeliveryPolicyRefusal(`${policy}.${member} must be a whole number`);
  }
  if (value < least) throw new DeliveryPolicyRefusal(`${policy}.${member} must be greater than or equal to ${least}`);
  if (value > most) throw new DeliveryPolicyRefusal(`${policy}.${member} must be less than or equal to ${most}`);
}

/** The media types that AWS lists under "Creating an HTTP/S delivery policy", with any parameters. */
const CONTENT_TYPES = new Set([
  "application/json",
  "application/xml",
  "application/atom+xml",
  "application/octet-stream",
  "application/soap+xml",
  "application/x-www-form-urlencoded",
  "text/css",
  "text/csv",
  "text/html",
  "text/plain",
  "text/xml",
]);

function requestPolicy(parent: JsonObject, name: string): RequestPolicy | undefined {
  const given = section(parent, name, ["headerContentType"]);
  const type = given?.headerContentType;
  if (type === undefined || type === null) return undefined;
  const media = typeof type === "string" ? (type.split(";")[0] ?? "").trim().toLowerCase() : "";
  if (typeof type !== "string" || !CONTENT_TYPES.has(media) || /[^\x20-\x7e]/.test(type)) {
    throw new DeliveryPolicyRefusal(`${name}.headerContentType is not a supported content type`);
  }
  return { headerContentType: type };
}

function throttlePolicy(parent: JsonObject, name: string): ThrottlePolicy | undefined {
  const given = section(parent, name, ["maxReceivesPerSecond"]);
  const rate = given?.maxReceivesPerSecond;
  if (rate === undefined || rate === null) return undefined;
  if (typeof rate !== "number" || !Number.isSafeInteger(rate) || rate < 1) {
    throw new DeliveryPolicyRefusal(`${name}.maxReceivesPerSecond must be a whole number of at least 1`);
  }
  return { maxReceivesPerSecond: rate };
}

function refuseSickly(value: unknown, name: string): void {
  if (value === undefined || value === null) return;
  throw notImplemented(`the section ${name} of a DeliveryPolicy`);
}
