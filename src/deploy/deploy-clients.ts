/** The clients of AWS's SDK that a deployment needs, each loaded when it is first needed. */
import type { CloudFormation } from "@aws-sdk/client-cloudformation";
import type { Lambda } from "@aws-sdk/client-lambda";
import type { S3 } from "@aws-sdk/client-s3";
import type { ClientOptions } from "./client-options.ts";

/** A client as far as its operations go: what takes an input and promises an output. */
export type OperationsOf<Client> = {
  readonly [Name in keyof Client as Client[Name] extends AnyOperation ? Name : never]: Client[Name] extends (
    input: infer Input,
    options: infer _Options,
    callback: (error: never, output?: infer Output) => void,
  ) => void
    ? (input: Input) => Promise<NonNullable<Output>>
    : never;
};

/** The last overload of an operation's method, by which it is known from `send`, `destroy` and `config`. */
type AnyOperation = (input: never, options: never, callback: (error: never, output?: never) => void) => void;

/** Whoever carries out what a deployment asks for. */
export interface DeployClients {
  readonly account: string;
  readonly region: string;
  readonly cloudFormation: () => Promise<
    Pick<
      OperationsOf<CloudFormation>,
      "createStack" | "deleteStack" | "describeStackEvents" | "describeStacks" | "listStackResources" | "updateStack"
    >
  >;
  readonly lambda: () => Promise<Pick<OperationsOf<Lambda>, "getFunctionConfiguration" | "updateFunctionCode">>;
  readonly s3: () => Promise<Pick<OperationsOf<S3>, "createBucket" | "headObject" | "putObject">>;
}

/** The SDK's own, which ask over the network. */
export function sdkClients(options: ClientOptions): DeployClients {
  const { region, credentials } = options;
  return {
    account: credentials.accessKeyId,
    region,
    cloudFormation: async () => new (await import("@aws-sdk/client-cloudformation")).CloudFormation(options),
    lambda: async () => new (await import("@aws-sdk/client-lambda")).Lambda(options),
    s3: async () => new (await import("@aws-sdk/client-s3")).S3({ ...options, forcePathStyle: true }),
  };
}
