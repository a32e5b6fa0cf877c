/** Decides what is expected of messages and of invocations. The cloud should have settled. */
import { type Arrival, arrivals, departuresToDeadLetters, publications } from "./arrivals.ts";
import { type CountOptions, countWords, isCount } from "./count.ts";
import type { Evidence } from "./evidence.ts";
import type { Finding } from "./expectation-report.ts";
import type { FunctionInvocation } from "./invocation-book.ts";
import { describedMatcher, type Matcher, matches } from "./matcher.ts";

/** What became of a message. */
export type MessageFate = "received" | "dead-lettered" | "published";

/** Of which queue or topic: its ARN, and the name under which it was asked for. */
export interface Subject {
  readonly arn: string;
  readonly name: string;
}

/** Beside the event that is expected. */
export interface InvokedOptions extends CountOptions {
  /** How the invocation ended; however it did when absent. */
  readonly outcome?: FunctionInvocation["outcome"];
}

/** Whether it is so, with what was found; and, when it is not, what explains it. */
export interface Verdict<Found> {
  readonly found: readonly Found[];
  /** Undefined when what was expected is so. */
  readonly failure: Finding | undefined;
}

/** Whether as many messages as were asked for had this fate. */
export function messageVerdict(
  evidence: Evidence,
  fate: MessageFate,
  {
    subject,
    matcher,
    options,
  }: { readonly subject: Subject; readonly matcher?: Matcher | undefined; readonly options: CountOptions },
): Verdict<Arrival> {
  const all = FATES[fate].found(evidence, subject.arn);
  const found = all.filter(({ body }) => matches(matcher, body));
  if (isCount(found.length, options)) return { found, failure: undefined };
  const isAmongOthers = found.length === 0;
  // What was not dead-lettered is told of too: that is where the reason is.
  const others = fate === "dead-lettered" && all.length === 0 ? arrivals(evidence, subject.arn) : [];
  return {
    found,
    failure: {
      sentence: `Expected ${countWords(options)} message${describedMatcher(matcher)} ${FATES[fate].words} ${subject.name}; there were ${found.length}.`,
      records: (isAmongOthers ? [...all, ...others] : found).map(({ record }) => record),
      found: (isAmongOthers ? all : found).map(({ body }) => body),
    },
  };
}

const FATES = {
  received: { words: "in the queue", found: arrivals },
  "dead-lettered": { words: "dead-lettered from the queue", found: departuresToDeadLetters },
  published: { words: "published to the topic", found: publications },
};

/** Whether the function was invoked as often as was asked for. */
export function invocationVerdict(
  { lineage, invocations }: Evidence,
  {
    subject,
    matcher,
    options,
  }: { readonly subject: Subject; readonly matcher?: Matcher | undefined; readonly options: InvokedOptions },
): Verdict<FunctionInvocation> {
  const all = invocations.of(subject.arn);
  const { outcome } = options;
  const found = all.filter(
    (each) => matches(matcher, JSON.stringify(each.event)) && (outcome === undefined || each.outcome === outcome),
  );
  if (isCount(found.length, options)) return { found, failure: undefined };
  const ended = outcome === undefined ? "" : ` that ${outcome}`;
  const told = found.length === 0 ? all : found;
  const ids = new Set(told.map(({ requestId }) => requestId));
  return {
    found,
    failure: {
      sentence: `Expected ${countWords(options)} invocation of ${subject.name}${ended} with an event${describedMatcher(matcher)}; there were ${found.length}.`,
      records: lineage()
        .find({ kind: "lambda.invocation" })
        .filter(({ subject: requestId = "" }) => ids.has(requestId)),
      found: told.map((each) => `${each.outcome}: ${JSON.stringify(each.event)}`),
    },
  };
}
