/** The kit's own clients of the cloud: each loaded when it is first needed, since loading takes longer than a test. */
import type { CloudFormation } from "@aws-sdk/client-cloudformation";
import type { CloudWatch } from "@aws-sdk/client-cloudwatch";
import type { Lambda } from "@aws-sdk/client-lambda";
import type { S3 } from "@aws-sdk/client-s3";
import type { SNS } from "@aws-sdk/client-sns";
import type { SQS } from "@aws-sdk/client-sqs";
import type { ClientConfiguration } from "./client-configuration.ts";

/**
 * Loads what all of them are made of. While it is loaded the machine's time passes, in which a cloud goes on with what
 * waits for its turn: the first run of a seed would have another story than the second.
 */
export async function loadClients(): Promise<void> {
  await Promise.all([
    import("@aws-sdk/client-sqs"),
    import("@aws-sdk/client-sns"),
    import("@aws-sdk/client-s3"),
    import("@aws-sdk/client-lambda"),
    import("@aws-sdk/client-cloudwatch"),
    import("@aws-sdk/client-cloudformation"),
  ]);
}

/** One of each, by the same way that a test's own clients take. */
export class Clients {
  readonly #configuration: () => ClientConfiguration;
  readonly #made = new Map<string, Promise<unknown>>();

  constructor(configuration: () => ClientConfiguration) {
    this.#configuration = configuration;
  }

  sqs(): Promise<SQS> {
    return this.#once("sqs", async (configuration) => new (await import("@aws-sdk/client-sqs")).SQS(configuration));
  }

  sns(): Promise<SNS> {
    return this.#once("sns", async (configuration) => new (await import("@aws-sdk/client-sns")).SNS(configuration));
  }

  s3(): Promise<S3> {
    return this.#once("s3", async (configuration) => new (await import("@aws-sdk/client-s3")).S3(configuration));
  }

  lambda(): Promise<Lambda> {
    return this.#once("lambda", async (configuration) => {
      return new (await import("@aws-sdk/client-lambda")).Lambda(configuration);
    });
  }

  cloudWatch(): Promise<CloudWatch> {
    return this.#once("cloudwatch", async (configuration) => {
      return new (await import("@aws-sdk/client-cloudwatch")).CloudWatch(configuration);
    });
  }

  cloudFormation(): Promise<CloudFormation> {
    return this.#once("cloudformation", async (configuration) => {
      return new (await import("@aws-sdk/client-cloudformation")).CloudFormation(configuration);
    });
  }

  #once<Client>(name: string, make: (configuration: ClientConfiguration) => Promise<Client>): Promise<Client> {
    const made = this.#made.get(name) ?? make(this.#configuration());
    this.#made.set(name, made);
    // What is under a name was made by the method of that name.
    return made as Promise<Client>;
  }
}
