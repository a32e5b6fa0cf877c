/** The other parties of SNS in its tests: queues and functions that fail when told to, and endpoints on the web. */
import type { OutboundHttp, OutboundRequest, OutboundResult } from "../../platform/ports/outbound-http.ts";
import { operation } from "../../platform/operation.ts";
import { defineService, type ServiceDefinition } from "../../platform/service.ts";
import { ServiceError } from "../../platform/service-error.ts";
import { type InvocationRequest, Lambda } from "../../schema/generated/lambda.ts";
import { type SendMessageRequest, SQS } from "../../schema/generated/sqs.ts";

export interface Sent extends SendMessageRequest {
  /** The queue's name. */
  readonly queue: string;
}

export interface Neighbours {
  readonly services: readonly ServiceDefinition[];
  readonly outbound: OutboundHttp;
  /** What queues took, in order. */
  readonly sent: Sent[];
  readonly invoked: InvocationRequest[];
  readonly posted: OutboundRequest[];
  /** Says how a queue of this name fails; undefined when it takes the message. */
  queueFails: (queue: string) => ServiceError | undefined;
  functionFails: () => ServiceError | undefined;
  /** What an endpoint answers. */
  answer: () => OutboundResult;
}

export const queueIsGone = (): ServiceError =>
  new ServiceError("QueueDoesNotExist", "The specified queue does not exist.");
export const queueIsDown = (): ServiceError =>
  new ServiceError("ServiceUnavailable", "Try again.", { statusCode: 503, retryable: true });

export function answered(statusCode: number): OutboundResult {
  return { kind: "answered", statusCode, body: new Uint8Array() };
}

export function neighbours(): Neighbours {
  const self: Neighbours = {
    services: [],
    sent: [],
    invoked: [],
    posted: [],
    queueFails: () => undefined,
    functionFails: () => undefined,
    answer: () => answered(200),
    outbound: {
      async send(request) {
        self.posted.push(request);
        return self.answer();
      },
    },
  };
  const queues = defineService({
    model: SQS.model,
    operations: [
      operation.write(SQS.SendMessage, {
        honours: ["QueueUrl", "MessageBody", "MessageAttributes", "MessageGroupId", "MessageDeduplicationId"],
        on: (input) => input.QueueUrl,
        run(input) {
          const queue = input.QueueUrl.split("/").at(-1) ?? "";
          const failure = self.queueFails(queue);
          if (failure !== undefined) throw failure;
          self.sent.push({ ...input, queue });
          return { MessageId: `sent-${self.sent.length}` };
        },
      }),
    ],
    unsupported: [],
    refuse: () => new ServiceError("InvalidParameterValueException", "The request is not valid."),
  });
  const functions = defineService({
    model: Lambda.model,
    operations: [
      operation.write(Lambda.Invoke, {
        honours: ["FunctionName", "InvocationType", "Payload"],
        on: (input) => input.FunctionName,
        run(input) {
          const failure = self.functionFails();
          if (failure !== undefined) throw failure;
          self.invoked.push(input);
          return { StatusCode: 202 };
        },
      }),
    ],
    unsupported: [],
    refuse: () => new ServiceError("InvalidParameterValueException", "The request is not valid."),
  });
  return Object.assign(self, { services: [queues, functions] });
}
