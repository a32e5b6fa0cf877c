/** The two topics: quiz-events, which filter policies route, and the ordered one of the attempts. */
import { PublishBatchCommand, SNSClient, type PublishBatchRequestEntry } from "@aws-sdk/client-sns";
import type { AttemptEvent } from "../domain/attempt.ts";
import { attributesOf, type QuizEvent } from "../domain/quiz-event.ts";

/** What one PublishBatch takes. https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const BATCH_MAX = 10;

export class Topics {
  readonly #client = new SNSClient({ maxAttempts: 5 });
  readonly #quizEvents: string;
  readonly #attempts: string;

  constructor(arns: { readonly quizEvents: string; readonly attempts: string }) {
    this.#quizEvents = arns.quizEvents;
    this.#attempts = arns.attempts;
  }

  /** Resolves when SNS has acknowledged every event. */
  async publish(events: readonly QuizEvent[]): Promise<void> {
    await this.#publishAll(
      this.#quizEvents,
      events.map((event) => ({ Message: JSON.stringify(event), MessageAttributes: attributes(event) })),
    );
  }

  /**
   * Publishes events of attempts, in this order; the attempt is the group. Publishing an event again within five minutes
   * is without effect, and after that the consumer knows it by its stage.
   */
  async publishAttempts(events: readonly AttemptEvent[]): Promise<void> {
    await this.#publishAll(
      this.#attempts,
      events.map((event) => ({
        Message: JSON.stringify(event),
        MessageGroupId: event.submissionId,
        MessageDeduplicationId: `${event.submissionId}-${event.stage}`,
      })),
    );
  }

  /** One batch after the other, so that the order is kept. */
  async #publishAll(TopicArn: string, messages: readonly Omit<PublishBatchRequestEntry, "Id">[]): Promise<void> {
    for (let start = 0; start < messages.length; start += BATCH_MAX) {
      const PublishBatchRequestEntries = messages
        .slice(start, start + BATCH_MAX)
        .map((message, index) => ({ ...message, Id: String(index) }));
      const { Failed = [] } = await this.#client.send(
        new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }),
      );
      const [failed] = Failed;
      if (failed !== undefined) throw new Error(`${failed.Code ?? "SNS"}: ${failed.Message ?? "not published"}`);
    }
  }
}

function attributes(event: QuizEvent): PublishBatchRequestEntry["MessageAttributes"] {
  return Object.fromEntries(
    Object.entries(attributesOf(event)).map(([name, value]) => [
      name,
      { DataType: typeof value === "number" ? "Number" : "String", StringValue: String(value) },
    ]),
  );
}
