/** PutBucketNotificationConfiguration and GetBucketNotificationConfiguration. */
import { operation } from "../../../platform/operation.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { bucketArn } from "../bucket/bucket-arn.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { invalidDestinations } from "../errors.ts";
import { notifications } from "../keyspaces.ts";
import { configurationOf, rulesOf } from "../notification/configuration.ts";
import { callAsBucket, send } from "../notification/deliver.ts";
import { testEventDocument } from "../notification/event-record.ts";
import type { Destination, NotificationRule } from "../notification/notification-rule.ts";

export const putBucketNotificationConfiguration = operation.stream(S3.PutBucketNotificationConfiguration, {
  honours: ["Bucket", "NotificationConfiguration", "SkipDestinationValidation", "ExpectedBucketOwner"],
  on: bucketArn,
  async run(input, at) {
    const rules = at.read(({ tx }) => {
      const { region } = findBucket(tx, input);
      return rulesOf(input.NotificationConfiguration, { region, random: at.random });
    });
    if (input.SkipDestinationValidation !== true) await validateDestinations(input.Bucket, rules, at);
    return at.write(({ tx }) => {
      const { name } = findBucket(tx, input);
      if (rules.length === 0) notifications.delete(tx, [name]);
      else notifications.put(tx, [name], rules);
      return {};
    });
  },
});

export const getBucketNotificationConfiguration = operation.read(S3.GetBucketNotificationConfiguration, {
  honours: ["Bucket", "ExpectedBucketOwner"],
  on: bucketArn,
  run: (input, at) => configurationOf(notifications.get(at.tx, [findBucket(at.tx, input).name]) ?? []),
});

/** Queues and topics are sent a test event; of a function S3 asks whether it might invoke it. All failures are told. */
async function validateDestinations(bucket: string, rules: readonly NotificationRule[], at: AsyncScope): Promise<void> {
  const document = testEventDocument(bucket, at, at.clock.now());
  const failures: { arn: string; reason: string }[] = [];
  for (const { destination } of rules) {
    try {
      if (destination.kind === "function") await askFunction(destination, bucket, at);
      else await send(at, destination, { bucket, document, cause: at.cause });
    } catch (error) {
      // A destination that answers with an error is a finding about the configuration; anything else is a fault.
      if (!(error instanceof ServiceError) || error.retryable) throw error;
      failures.push(failureOf(destination, error));
    }
  }
  if (failures.length > 0) throw invalidDestinations(failures);
}

async function askFunction(destination: Destination, bucket: string, at: AsyncScope): Promise<void> {
  const as = callAsBucket(destination, { bucket, cause: at.cause });
  await at.call(Lambda.Invoke, { FunctionName: destination.arn, InvocationType: "DryRun" }, as);
}

function failureOf({ kind, arn }: Destination, error: ServiceError): { arn: string; reason: string } {
  if (kind === "function") return { arn: `${arn}, null`, reason: `Not authorized to invoke function [${arn}]` };
  const isGone = /NonExistentQueue|QueueDoesNotExist|NotFound/.test(error.code);
  const reason = isGone
    ? `The destination ${kind} does not exist`
    : `Permissions on the destination ${kind} do not allow S3 to publish notifications from this bucket`;
  return { arn, reason };
}
