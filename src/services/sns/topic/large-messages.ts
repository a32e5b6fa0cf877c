/**
 * Messages above 256 KiB: which topics may take them.
 * @see https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html
 */
import type { ServiceError } from "../../../platform/service-error.ts";
import { invalidParameterReason } from "../errors.ts";
import { LARGE_MESSAGE_SUBSCRIPTIONS_MAX, MESSAGE_BYTES_DEFAULT_MAX } from "../limits.ts";
import type { TopicSettings } from "./topic.ts";

const PROTOCOLS: ReadonlySet<string> = new Set(["sqs", "lambda", "firehose"]);

/**
 * Checks all the subscriptions that a topic with these settings is to have.
 * @throws ServiceError InvalidParameter when it takes large messages and they are too many, or one cannot take them
 */
export function checkLargeMessages(
  settings: TopicSettings,
  subscriptions: readonly { readonly protocol: string }[],
): void {
  if ((settings.maximumMessageSizeBytes ?? 0) <= MESSAGE_BYTES_DEFAULT_MAX) return;
  const condition = `a topic with a MaximumMessageSize above ${MESSAGE_BYTES_DEFAULT_MAX} can have`;
  if (subscriptions.length > LARGE_MESSAGE_SUBSCRIPTIONS_MAX) {
    throw refused(`${condition} ${LARGE_MESSAGE_SUBSCRIPTIONS_MAX} subscriptions at most`);
  }
  const other = subscriptions.find(({ protocol }) => !PROTOCOLS.has(protocol));
  if (other !== undefined) {
    throw refused(
      `${condition} sqs, lambda and firehose subscriptions alone, and none of the protocol ${other.protocol}`,
    );
  }
}

function refused(reason: string): ServiceError {
  return invalidParameterReason("MaximumMessageSize", reason);
}
