/** The AWS SDK for JavaScript in the form in which the tests talk to the Python clients. */
import * as sns from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../src/schema/model.ts";
import type { ForeignClient, Refusal } from "../sqs/foreign-client.ts";

/** What every client of the SDK can do. */
interface Sender {
  send(command: unknown): Promise<object>;
  destroy(): void;
}
type Command = new (input: unknown) => unknown;

/** What the SDK throws for an answer that is a refusal. */
interface Thrown extends Error {
  readonly Code?: string;
  readonly Error?: { readonly Code?: string };
  readonly $metadata?: { readonly httpStatusCode?: number };
}

export type JavascriptClient = Pick<ForeignClient, "call" | "refusal" | "close">;

export function startJavascript(endpoint: string): JavascriptClient {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const config = { endpoint, region: "us-east-1", credentials, maxAttempts: 1 };
  const clients: Readonly<Record<string, { readonly sender: Sender; readonly module: object }>> = {
    sns: { sender: new sns.SNSClient(config), module: sns },
    sqs: { sender: new sqs.SQSClient(config), module: sqs },
  };
  const send = ({ service, name }: Operation, input: unknown): Promise<object> => {
    const client = clients[service.metadata.name];
    if (client === undefined) throw new Error(`there is no client of ${service.metadata.name}`);
    // The SDK names its commands after the operations.
    const Called = (client.module as Readonly<Record<string, Command>>)[`${name}Command`];
    if (Called === undefined) throw new Error(`the SDK has no ${name}`);
    return client.sender.send(new Called(input));
  };
  return {
    async call(operation, input) {
      const { $metadata: _, ...output } = (await send(operation, input)) as { readonly $metadata?: unknown };
      // The client has read it by its own model of the operation.
      return output as never;
    },
    async refusal(operation, input): Promise<Refusal> {
      const error = await send(operation, input).then(
        (output) => expectRefusal(operation.name, output),
        (thrown: Thrown) => thrown,
      );
      const status = error.$metadata?.httpStatusCode;
      const code = error.Error?.Code ?? error.Code ?? error.name;
      return { code, message: error.message, ...(status === undefined ? {} : { status }) };
    },
    close: async () => {
      for (const { sender } of Object.values(clients)) sender.destroy();
    },
  };
}

function expectRefusal(name: string, output: object): never {
  throw new Error(`${name} was carried out: ${JSON.stringify(output)}`);
}
