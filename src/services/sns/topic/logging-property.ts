/**
 * The property DeliveryStatusLogging of AWS::SNS::Topic: a list with an entry for each protocol, as topic attributes.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-sns-topic-loggingconfig.html
 */
import { ServiceError } from "../../../platform/service-error.ts";
import { listOf, membersOf, textOf } from "../../../platform/template-values.ts";
import { FEEDBACK_SETTINGS, type FeedbackProtocol } from "./feedback.ts";

const PROTOCOLS: ReadonlyMap<string, FeedbackProtocol> = new Map([
  ["http/s", "HTTP"],
  ["firehose", "Firehose"],
  ["lambda", "Lambda"],
  ["application", "Application"],
  ["sqs", "SQS"],
]);

/** @throws ServiceError ValidationError when the property is no such list */
export function loggingAttributesOf(property: unknown): Record<string, string> {
  const attributes: Record<string, string> = {};
  const ends = Object.keys(FEEDBACK_SETTINGS);
  for (const entry of listOf(property) ?? []) {
    const { Protocol, ...settings } = membersOf(entry, ["Protocol", ...ends]);
    const protocol = PROTOCOLS.get(textOf(Protocol) ?? "");
    if (protocol === undefined) throw badProtocol(Protocol);
    for (const [end, value] of Object.entries(settings)) attributes[protocol + end] = textOf(value) ?? "";
  }
  return attributes;
}

function badProtocol(value: unknown): ServiceError {
  const choices = [...PROTOCOLS.keys()].join(", ");
  const sentence = `Properties validation failed: ${JSON.stringify(value) ?? "null"} is not one of ${choices}`;
  return new ServiceError("ValidationError", sentence, { statusCode: 400 });
}
