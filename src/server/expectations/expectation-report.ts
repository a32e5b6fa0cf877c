/** What is said of an expectation that does not hold: what was expected, and everything that explains what happened. */
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import type { Evidence } from "./evidence.ts";
import { journeys, newestEvents } from "./journey.ts";
import { FUNCTION_ERRORS_SHOWN, PAYLOAD_CHARACTERS_SHOWN } from "./limits.ts";

/** What a report is made of. */
export interface Finding {
  /** What was expected, and what was found instead: a sentence. */
  readonly sentence: string;
  /** Records of the events that are meant; those of the newest events when there are none. */
  readonly records?: readonly LineageRecord[];
  /** What was found, one a line. */
  readonly found?: readonly string[];
}

/** The sentence, with the journeys of the events, the depths of the queues, and the last errors of functions. */
export function expectationReport(evidence: Evidence, { sentence, records = [], found = [] }: Finding): string {
  const told = records.length > 0 ? records : newestEvents(evidence.lineage());
  const parts = [
    sentence,
    section("What there was", found.map((each) => `  ${clipped(each)}`).join("\n")),
    section(records.length > 0 ? "What happened" : "The last events", journeys(evidence.lineage(), told)),
    section("Queues that hold messages", depths(evidence)),
    section("Last errors of functions", functionErrors(evidence)),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** As much of a text as a person reads. */
function clipped(text: string): string {
  return text.length > PAYLOAD_CHARACTERS_SHOWN ? `${text.slice(0, PAYLOAD_CHARACTERS_SHOWN)} ...` : text;
}

function section(title: string, text: string): string {
  return text === "" ? "" : `${title}:\n${text}`;
}

function depths(evidence: Evidence): string {
  return evidence
    .depths()
    .map(({ name, visible, inFlight, delayed }) => {
      return `  ${name}: ${visible} visible, ${inFlight} in flight, ${delayed} delayed`;
    })
    .join("\n");
}

function functionErrors({ invocations }: Evidence): string {
  const last = invocations.failures().slice(-FUNCTION_ERRORS_SHOWN);
  return last
    .map(({ functionName, outcome, result, at }) => {
      return `  ${at.toISOString()} ${functionName} ${outcome}: ${clipped(JSON.stringify(result))}`;
    })
    .join("\n");
}
