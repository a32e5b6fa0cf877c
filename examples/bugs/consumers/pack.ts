/** Takes parcels out of their queue, has each booked with a courier, and deletes its message. */
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

/**
 * A schedule starts this function every fifteen seconds, whether or not the one before has ended: what keeps two of them
 * from booking the same parcel is that a message which was received is hidden from others for a while.
 */
export function pack(hidden: { readonly VisibilityTimeout?: number }): () => Promise<void> {
  const sqs = new SQSClient();
  const lambda = new LambdaClient();
  return async () => {
    const { PARCELS_URL: QueueUrl, COURIER: FunctionName } = process.env;
    const { Messages: messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...hidden }));
    for (const { Body = "", ReceiptHandle } of messages) {
      const booking = await lambda.send(new InvokeCommand({ FunctionName, Payload: Buffer.from(Body) }));
      if (booking.FunctionError !== undefined) throw new Error("The parcel could not be booked.");
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  };
}
