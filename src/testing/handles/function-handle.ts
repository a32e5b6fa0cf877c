/** A function in the hands of a test. */
import type { CloudInside } from "../cloud-inside.ts";
import type { Handler } from "../functions/handlers.ts";
import type { FunctionInvocation } from "../../server/expectations/invocation-book.ts";

/** What an invocation came to. */
export interface InvokeResult {
  /** What the handler returned, or the error document; parsed. */
  readonly result: unknown;
  /** `Unhandled` when the function failed. */
  readonly functionError: string | undefined;
}

export class FunctionHandle {
  /** As the test named it. */
  readonly name: string;
  /** The cloud that it is in; for expectations. */
  readonly inside: CloudInside;

  constructor(name: string, inside: CloudInside) {
    this.name = name;
    this.inside = inside;
  }

  /** @throws ResourceNotFoundException, the SDK's error, when there is none */
  async arn(): Promise<string> {
    const { lambda } = this.inside.clients;
    const { FunctionArn } = await lambda.getFunctionConfiguration({ FunctionName: await this.#functionName() });
    return FunctionArn ?? "";
  }

  /** Calls the function and waits for its answer. That it fails is an answer too. */
  async invoke(event: unknown = {}): Promise<InvokeResult> {
    const { lambda } = this.inside.clients;
    const FunctionName = await this.#functionName();
    const { Payload, FunctionError } = await lambda.invoke({ FunctionName, Payload: JSON.stringify(event) });
    const text = Buffer.from(Payload ?? []).toString("utf8");
    return { result: text === "" ? undefined : JSON.parse(text), functionError: FunctionError };
  }

  /** Gives the function an event and does not wait: Lambda tries it up to three times. */
  async invokeAsynchronously(event: unknown = {}): Promise<void> {
    const { lambda } = this.inside.clients;
    const FunctionName = await this.#functionName();
    await lambda.invoke({ FunctionName, InvocationType: "Event", Payload: JSON.stringify(event) });
  }

  /** From the next invocation on, the function runs `handler` in this process. */
  async bind(handler: Handler): Promise<void> {
    this.inside.handlers.bind(await this.arn(), handler);
  }

  /** How it was invoked so far, by whomever; the oldest first. */
  async invocations(): Promise<readonly FunctionInvocation[]> {
    return this.inside.invocations.of(await this.arn());
  }

  #functionName(): Promise<string> {
    return this.inside.resources.physicalId(this.name, ["AWS::Lambda::Function"]);
  }
}
