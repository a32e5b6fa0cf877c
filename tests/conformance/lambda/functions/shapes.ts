/** Says whether an event is what Powertools knows of AWS's events of its kind. */
import { APIGatewayProxyEventV2Schema } from "@aws-lambda-powertools/parser/schemas/api-gatewayv2";
import { S3Schema } from "@aws-lambda-powertools/parser/schemas/s3";
import { SnsSchema } from "@aws-lambda-powertools/parser/schemas/sns";
import { SqsSchema } from "@aws-lambda-powertools/parser/schemas/sqs";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const SCHEMAS = { sqs: SqsSchema, sns: SnsSchema, s3: S3Schema, http: APIGatewayProxyEventV2Schema };

interface Event {
  readonly Records?: readonly { readonly eventSource?: string; readonly EventSource?: string }[];
}

const sqs = new SQSClient({});

export const handler = async (event: Event): Promise<unknown> => {
  const [record] = event.Records ?? [];
  const kind = (record?.eventSource ?? record?.EventSource)?.replace("aws:", "") ?? "http";
  // Only what is named above is connected to this function.
  const { success, error } = SCHEMAS[kind as keyof typeof SCHEMAS].safeParse(event);
  const MessageBody = `${kind} ${success ? "fits" : error.message}`;
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env["RESULTS"], MessageBody }));
  return { statusCode: 200, body: MessageBody };
};
