/** What an expectation says when it does not hold: what was expected, and everything that explains what happened. */
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import type { CloudInside } from "../cloud-inside.ts";
import { FUNCTION_ERRORS_SHOWN, PAYLOAD_CHARACTERS_SHOWN } from "../limits.ts";
import { journeys, newestEvents } from "./journey.ts";

/** An expectation did not hold. Its message is the whole report. */
export class ExpectationFailed extends Error {
  override readonly name = "ExpectationFailed";
  /** What was expected, and what was found instead. */
  readonly sentence: string;
  /** Records of the events that are meant, if any. */
  readonly records: readonly LineageRecord[];

  constructor(report: string, { sentence, records = [] }: Finding) {
    super(report);
    this.sentence = sentence;
    this.records = records;
  }
}

/** What a report is made of. */
export interface Finding {
  /** What was expected, and what was found instead: a sentence. */
  readonly sentence: string;
  /** Records of the events that are meant; those of the newest events when there are none. */
  readonly records?: readonly LineageRecord[];
  /** What was found, one a line. */
  readonly found?: readonly string[];
}

/** The error, with the journeys of the events, the depths of the queues, and the last errors of functions. */
export async function expectationFailed(inside: CloudInside, finding: Finding): Promise<ExpectationFailed> {
  const { sentence, records = [], found = [] } = finding;
  const told = records.length > 0 ? records : newestEvents(inside.lineage());
  const parts = [
    sentence,
    section("What there was", found.map((each) => `  ${clipped(each)}`).join("\n")),
    section(records.length > 0 ? "What happened" : "The last events", journeys(inside.lineage(), told)),
    section("Queues that hold messages", await depths(inside)),
    section("Last errors of functions", functionErrors(inside)),
  ];
  return new ExpectationFailed(parts.filter((part) => part !== "").join("\n\n"), finding);
}

/** As much of a text as a person reads. */
export function clipped(text: string): string {
  return text.length > PAYLOAD_CHARACTERS_SHOWN ? `${text.slice(0, PAYLOAD_CHARACTERS_SHOWN)} ...` : text;
}

function section(title: string, text: string): string {
  return text === "" ? "" : `${title}:\n${text}`;
}

async function depths({ clients }: CloudInside): Promise<string> {
  const sqs = await clients.sqs();
  const { QueueUrls: urls = [] } = await sqs.listQueues({ MaxResults: 1_000 });
  const lines = await Promise.all(
    urls.map(async (QueueUrl) => {
      const { Attributes = {} } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
      const {
        ApproximateNumberOfMessages: visible = "0",
        ApproximateNumberOfMessagesNotVisible: inFlight = "0",
        ApproximateNumberOfMessagesDelayed: delayed = "0",
      } = Attributes;
      if (visible + inFlight + delayed === "000") return [];
      return [`  ${QueueUrl.split("/").at(-1)}: ${visible} visible, ${inFlight} in flight, ${delayed} delayed`];
    }),
  );
  return lines.flat().join("\n");
}

function functionErrors({ invocations }: CloudInside): string {
  const last = invocations.failures().slice(-FUNCTION_ERRORS_SHOWN);
  return last
    .map(({ functionName, outcome, result, at }) => {
      return `  ${at.toISOString()} ${functionName} ${outcome}: ${clipped(JSON.stringify(result))}`;
    })
    .join("\n");
}
