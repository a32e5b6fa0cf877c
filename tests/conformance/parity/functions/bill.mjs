/** Writes a bill for each order, once; an order without a customer cannot be billed before PLACEHOLDER names one. */
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

export async function handler({ Records }) {
  const batchItemFailures = [];
  for (const { messageId, body } of Records) {
    try {
      await bill(JSON.parse(body));
    } catch (error) {
      console.error(String(error));
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}

async function bill({ id, customer = process.env.PLACEHOLDER }) {
  if (customer === undefined) throw new Error(`The order ${id} has no customer.`);
  // Made here, since a module is loaded once for all clouds of a process, and each has an address of its own.
  const sqs = new SQSClient();
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: process.env.LEDGER_URL,
      MessageBody: JSON.stringify({ id, customer }),
      MessageGroupId: customer,
      MessageDeduplicationId: String(id),
    }),
  );
}
