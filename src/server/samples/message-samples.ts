/** Samples of what functions get from queues, topics, buckets, alarms and log groups, made by what makes the real ones. */
import { gzipSync } from "node:zlib";
import { SECOND_MILLISECONDS } from "../../kernel/durations.ts";
import { bytes, text, uuid } from "../../kernel/random.ts";
import { functionEvent } from "../../services/cloudwatch/alarm/notification.ts";
import type { AlarmState } from "../../services/cloudwatch/alarm/alarm-record.ts";
import { sqsEventRecord } from "../../services/lambda/mapping/sqs-event.ts";
import { eventDocument } from "../../services/s3/notification/event-record.ts";
import { lambdaEvent } from "../../services/sns/delivery/envelope.ts";
import { bodyDigest } from "../../services/sqs/message/digest.ts";
import { type SamplePlace, sampleArn } from "./sample-place.ts";

export function sqsSample(place: SamplePlace): unknown {
  const { now, random, account, region, body = "Hello from SQS!" } = place;
  const message = {
    MessageId: uuid(random),
    ReceiptHandle: Buffer.from(bytes(random, 96)).toString("base64"),
    Body: body,
    MD5OfBody: bodyDigest(body),
    Attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: String(now - SECOND_MILLISECONDS),
      SenderId: account,
      ApproximateFirstReceiveTimestamp: String(now),
    },
  };
  const source = { queueArn: sampleArn(place, "sqs", "my-queue"), region, hasWindow: false };
  return { Records: [sqsEventRecord(message, source)] };
}

/** Its signature is drawn by chance: only a running topic has a key to sign with. */
export function snsSample(place: SamplePlace): unknown {
  const { now, random, region, body = "Hello from SNS!" } = place;
  const topicArn = sampleArn(place, "sns", "my-topic");
  const subscriptionArn = `${topicArn}:${uuid(random)}`;
  const host = `https://sns.${region}.amazonaws.com`;
  const notification = {
    messageId: uuid(random),
    topicArn,
    subject: "A sample",
    message: body,
    attributes: [{ name: "colour", dataType: "String", value: "blue" }],
    timestamp: new Date(now).toISOString(),
    sequenceNumber: undefined,
    unsubscribeUrl: `${host}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
    signed: {
      version: "1",
      signature: Buffer.from(bytes(random, 256)).toString("base64"),
      certificateUrl: `${host}/SimpleNotificationService-${text(random, 32, "0123456789abcdef")}.pem`,
    },
  } as const;
  return JSON.parse(lambdaEvent(notification, subscriptionArn));
}

export function s3Sample({ now, random, account, region }: SamplePlace): unknown {
  const event = {
    name: "ObjectCreated:Put",
    key: "folder/my file.csv",
    sizeBytes: 1_024,
    etag: hex(random, 32),
  } as const;
  const bucket = { name: "my-bucket", account, region, createdAt: now };
  const arn = `arn:aws:iam::${account}:root`;
  const frame = {
    account,
    region,
    cause: "",
    caller: { kind: "user", account, arn, userId: account, accessKeyId: account },
    requestId: text(random, 16, "0123456789ABCDEF"),
    endpoint: "",
  } as const;
  const sequencer = text(random, 16, "0123456789ABCDEF");
  return JSON.parse(eventDocument(event, bucket, { frame, now, ruleId: "my-notification", sequencer }));
}

export function alarmSample({ now, random, account, region }: SamplePlace): unknown {
  const state = (value: "OK" | "ALARM", at: number, reason: string): AlarmState => ({
    value,
    reason,
    updatedAt: at,
    transitionedAt: at,
  });
  const reason = "Threshold Crossed: 1 datapoint [3.0] was greater than or equal to the threshold (1.0).";
  const alarm = {
    name: "my-alarm",
    account,
    region,
    settings: {
      actionsEnabled: true,
      okActions: [],
      alarmActions: [`arn:aws:lambda:${region}:${account}:function:my-function`],
      insufficientDataActions: [],
      namespace: "AWS/Lambda",
      metricName: "Errors",
      dimensions: [{ Name: "FunctionName", Value: "my-function" }],
      statistic: "Sum",
      periodSeconds: 60,
      evaluationPeriods: 1,
      threshold: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
    },
    state: state("ALARM", now, reason),
    configuredAt: now,
    tags: {},
  } as const;
  return JSON.parse(
    functionEvent(alarm, state("OK", now - 60 * SECOND_MILLISECONDS, "The alarm was made."), uuid(random)),
  );
}

/** What is inside the event of a subscription filter. */
export function logsSample({ now, random, account, body = "ERROR Something went wrong" }: SamplePlace): unknown {
  return {
    messageType: "DATA_MESSAGE",
    owner: account,
    logGroup: "/aws/lambda/my-function",
    logStream: `${new Date(now).toISOString().slice(0, 10).replaceAll("-", "/")}/[$LATEST]${hex(random, 32)}`,
    subscriptionFilters: ["my-filter"],
    logEvents: [{ id: text(random, 56, "0123456789"), timestamp: now, message: body }],
  };
}

/** The event of a subscription filter: https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html */
export function packedLogs(document: unknown): unknown {
  return { awslogs: { data: gzipSync(JSON.stringify(document)).toString("base64") } };
}

function hex(random: SamplePlace["random"], length: number): string {
  return text(random, length, "0123456789abcdef");
}
