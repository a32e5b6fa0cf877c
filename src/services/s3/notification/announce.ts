/** Telling of an object event: one durable effect for each configuration that wants it, and a word on those that do not. */
import { createHash } from "node:crypto";
import type { WriteScope } from "../../../platform/scope.ts";
import { nextSequencer } from "../bucket/tally.ts";
import { notifications } from "../keyspaces.ts";
import type { BucketRecord } from "../keyspaces.ts";
import { NOTIFICATION_LANES } from "../limits.ts";
import { objectArn } from "../object/object-key.ts";
import { DELIVER } from "./deliver.ts";
import type { DeliverPayload } from "./deliver.ts";
import { eventDocument, eventKey } from "./event-record.ts";
import type { ObjectEvent } from "./event-record.ts";
import { coversEvent } from "./notification-rule.ts";
import type { NotificationRule } from "./notification-rule.ts";

/** Call it in the transaction that makes the event happen. */
export function announce(at: WriteScope, bucket: BucketRecord, event: ObjectEvent): void {
  const rules = notifications.get(at.tx, [bucket.name]) ?? [];
  const interested = rules.filter((rule) => rule.events.some((each) => coversEvent(each, `s3:${event.name}`)));
  let sequencer: string | undefined;
  for (const rule of interested) {
    const arn = objectArn({ Bucket: bucket.name, Key: event.key });
    const reason = mismatch(rule, event.key);
    if (reason !== undefined) {
      at.record({ kind: "s3.notification", resource: arn, outcome: "filtered-out", reason, subject: event.key });
      continue;
    }
    sequencer ??= nextSequencer(at, bucket.name);
    const cause = at.record({ kind: "s3.notification", resource: arn, outcome: "ok", subject: event.key });
    const context = { frame: at, now: at.now, ruleId: rule.id, sequencer };
    const payload: DeliverPayload = {
      bucket: bucket.name,
      key: event.key,
      destination: rule.destination,
      document: eventDocument(event, bucket, context),
      cause,
    };
    at.effect({ kind: DELIVER, source: laneOf(bucket.name, rule, event.key), payload });
  }
}

/**
 * Why the rule does not want the key, or undefined when it does. AWS has the values of filters written as keys are in
 * events (`+` for a space) and leaves open which form is compared, so either form may match.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
export function mismatch(rule: NotificationRule, key: string): string | undefined {
  const { prefix = "", suffix = "" } = rule;
  const encoded = eventKey(key);
  if (!key.startsWith(prefix) && !encoded.startsWith(prefix)) {
    return `The key does not begin with "${prefix}", as the notification configuration ${rule.id} asks.`;
  }
  if (!key.endsWith(suffix) && !encoded.endsWith(suffix)) {
    return `The key does not end with "${suffix}", as the notification configuration ${rule.id} asks.`;
  }
  return undefined;
}

/** Events of one key stay in one lane, and so in order; a slow destination holds up nobody else's. */
function laneOf(bucket: string, rule: NotificationRule, key: string): string {
  const lane = createHash("md5").update(key).digest().readUInt32BE(0) % NOTIFICATION_LANES;
  return `${DELIVER}:${bucket}:${rule.destination.arn}:${lane}`;
}
