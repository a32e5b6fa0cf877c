/** What must hold between a mapping's queue and its function when the mapping is made. */
import type { AsyncScope } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { parseArn } from "../../../kernel/arn.ts";
import { mappingFunctionMissing, queueUnreadable, visibilityTooShort } from "../errors.ts";
import { findFunction } from "../function/find-function.ts";
import { functionReference } from "../function/function-name.ts";
import type { FunctionRecord } from "../function/function-record.ts";
import { queueUrlOf } from "./queue.ts";
import type { MappedFunction } from "./settings.ts";

/** The function that a mapping names. @throws the answer to one that is not there */
export function mappedFunction(name: string, at: AsyncScope): MappedFunction & { readonly record: FunctionRecord } {
  const reference = functionReference(name, at);
  const record = at.read((read) => findFunction(reference, read));
  if (record === undefined) throw mappingFunctionMissing();
  return { functionName: reference.name, functionQualifier: reference.qualifier, record };
}

/** @throws the answers to a queue that cannot be read, and to one that shows messages again while they are worked on */
export async function checkQueue(queueArn: string, record: FunctionRecord, at: AsyncScope): Promise<void> {
  const visibilitySeconds = await visibilityOf(queueArn, record, at);
  const { timeoutSeconds } = record.setup;
  if (visibilitySeconds < timeoutSeconds) throw visibilityTooShort(visibilitySeconds, timeoutSeconds);
}

async function visibilityOf(queueArn: string, record: FunctionRecord, at: AsyncScope): Promise<number> {
  const queue = parseArn(queueArn);
  try {
    const { Attributes: attributes } = await at.call(
      SQS.GetQueueAttributes,
      { QueueUrl: queueUrlOf(queueArn, at), AttributeNames: ["VisibilityTimeout"] },
      {
        principal: "lambda.amazonaws.com",
        sourceArn: record.arn,
        asRole: true,
        ...(queue === undefined ? {} : { account: queue.account, region: queue.region }),
      },
    );
    return Number(attributes?.VisibilityTimeout ?? 30);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code === "NotImplemented") throw error;
    const isMissing = error.code === "QueueDoesNotExist";
    throw queueUnreadable(
      isMissing ? "AWS.SimpleQueueService.NonExistentQueue" : error.code,
      isMissing ? "The specified queue does not exist." : error.message,
    );
  }
}
