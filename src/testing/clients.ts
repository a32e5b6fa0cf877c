/** The kit's own clients of the cloud: the methods of AWS's SDK, carried out without it, which takes longer to load than a test. */
import type { CloudFormation } from "@aws-sdk/client-cloudformation";
import type { CloudWatch } from "@aws-sdk/client-cloudwatch";
import type { Lambda } from "@aws-sdk/client-lambda";
import type { S3 } from "@aws-sdk/client-s3";
import type { SNS } from "@aws-sdk/client-sns";
import type { SQS } from "@aws-sdk/client-sqs";
import type { OperationsOf } from "../deploy/deploy-clients.ts";

/** Makes one call of a service. */
export type CallService = (service: string, operation: string, input: object) => Promise<object>;

/** One of each. */
export class Clients {
  readonly cloudFormation: OperationsOf<CloudFormation>;
  readonly cloudWatch: OperationsOf<CloudWatch>;
  readonly lambda: OperationsOf<Lambda>;
  readonly s3: OperationsOf<S3>;
  readonly sns: OperationsOf<SNS>;
  readonly sqs: OperationsOf<SQS>;

  constructor(call: CallService) {
    this.cloudFormation = clientOf(call, "cloudformation");
    this.cloudWatch = clientOf(call, "cloudwatch");
    this.lambda = clientOf(call, "lambda");
    this.s3 = clientOf(call, "s3");
    this.sns = clientOf(call, "sns");
    this.sqs = clientOf(call, "sqs");
  }
}

/** Every method is the operation of its name. */
function clientOf<Client extends object>(call: CallService, service: string): Client {
  const operations = new Proxy(
    {},
    {
      get(_, method: string) {
        // A promise that is resolved with a client asks whether it is a promise itself.
        if (method === "then") return undefined;
        return (input: object) => call(service, `${method.charAt(0).toUpperCase()}${method.slice(1)}`, input);
      },
    },
  );
  // The values of calls are the SDK's; what it has no operation for is refused by name.
  return operations as Client;
}
