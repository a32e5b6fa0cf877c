/** Has the AWS SDK loaded before a story begins that is to be the same each time it is told. */
import { Readable } from "node:stream";

/**
 * Loads the clients that handlers and scenarios use most, and makes the one call of a process that reads the SDK's
 * configuration files. While that goes on the machine's time passes, in which a cloud goes on with what waits for its turn:
 * the first run of a seed would have another story than the second.
 */
export async function loadSdk(): Promise<void> {
  const [{ SQS }] = await Promise.all([
    import("@aws-sdk/client-sqs"),
    import("@aws-sdk/client-sns"),
    import("@aws-sdk/client-s3"),
    import("@aws-sdk/client-lambda"),
    import("@aws-sdk/client-cloudwatch"),
    import("@aws-sdk/client-cloudformation"),
  ]);
  const credentials = { accessKeyId: "none", secretAccessKey: "none" };
  await new SQS({ region: "us-east-1", credentials, requestHandler: new NobodyAsked() }).listQueues({});
}

/** Answers at once and asks nobody. */
class NobodyAsked {
  readonly metadata = { handlerProtocol: "http/1.1" };

  async handle(): Promise<{ readonly response: object }> {
    return { response: { statusCode: 200, headers: {}, body: Readable.from([Buffer.from("{}")]) } };
  }
}
