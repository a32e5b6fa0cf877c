/** A topic in the hands of a test. */
import type { CloudInside } from "../cloud-inside.ts";

/** How a message is published. */
export interface PublishOptions {
  readonly subject?: string;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** Message attributes; numbers are of the type Number, lists of String.Array. */
  readonly attributes?: Readonly<Record<string, string | number | readonly string[]>>;
}

export class TopicHandle {
  /** As the test named it. */
  readonly name: string;
  /** The cloud that it is in; for expectations. */
  readonly inside: CloudInside;

  constructor(name: string, inside: CloudInside) {
    this.name = name;
    this.inside = inside;
  }

  /** @throws Error when there is no such topic */
  async arn(): Promise<string> {
    const id = await this.inside.resources.physicalId(this.name, ["AWS::SNS::Topic"]);
    if (id.startsWith("arn:")) return id;
    const { sns } = this.inside.clients;
    let token: string | undefined;
    do {
      const page = await sns.listTopics({ NextToken: token });
      const found = (page.Topics ?? []).find(({ TopicArn = "" }) => TopicArn.endsWith(`:${id}`));
      if (found?.TopicArn !== undefined) return found.TopicArn;
      token = page.NextToken;
    } while (token !== undefined);
    throw new Error(`There is no topic ${this.name}.`);
  }

  /** Publishes a message, JSON when it is no text; resolves with its id. */
  async publish(message: unknown, options: PublishOptions = {}): Promise<string> {
    const { sns } = this.inside.clients;
    const { subject, groupId, deduplicationId, attributes = {} } = options;
    const { MessageId } = await sns.publish({
      TopicArn: await this.arn(),
      Message: typeof message === "string" ? message : JSON.stringify(message),
      Subject: subject,
      MessageGroupId: groupId,
      MessageDeduplicationId: deduplicationId,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [
          name,
          {
            DataType: typeof value === "number" ? "Number" : typeof value === "string" ? "String" : "String.Array",
            StringValue: typeof value === "object" ? JSON.stringify(value) : String(value),
          },
        ]),
      ),
    });
    return MessageId ?? "";
  }
}
