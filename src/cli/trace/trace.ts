/** `sluice trace`: the story around an event, from its cause to its last effect. */
import { realClock } from "../../kernel/real-clock.ts";
import { SPANS_A_REQUEST } from "../../server/otlp/limits.ts";
import { postSpans, tracesUrl } from "../../server/otlp/post-spans.ts";
import { placedStory } from "../../server/otlp/trace-request.ts";
import { storyTree } from "../../server/story/story-tree.ts";
import { askCloud } from "../ask-cloud.ts";

/** What the command line gives. */
export interface TraceOptions {
  readonly endpoint: string;
  readonly json?: boolean;
  readonly otlp?: string;
}

type StoryRecords = Parameters<typeof storyTree>[0];

/**
 * Prints the story as a tree, or as JSON; or sends it on.
 * @throws Error when nothing is known of `id`, or nobody takes the spans
 */
export async function trace(id: string, { endpoint, json = false, otlp }: TraceOptions): Promise<void> {
  const receiver = otlp === undefined ? undefined : tracesUrl(otlp);
  const records = await storyOf(id, endpoint);
  if (receiver !== undefined) return sendStory(records, receiver);
  process.stdout.write(json ? `${JSON.stringify({ records }, null, 2)}\n` : storyTree(records));
}

async function sendStory(records: StoryRecords, receiver: URL): Promise<void> {
  const placed = placedStory(records);
  for (let first = 0; first < placed.length; first += SPANS_A_REQUEST) {
    const failure = await postSpans(receiver, placed.slice(first, first + SPANS_A_REQUEST), realClock);
    if (failure !== undefined) throw new Error(failure);
  }
  const traces = [...new Set(placed.map(({ traceId }) => traceId))];
  process.stdout.write(`${placed.length} spans were sent to ${receiver.href}: trace ${traces.join(", ")}\n`);
}

async function storyOf(id: string, endpoint: string): Promise<StoryRecords> {
  const answer = await askCloud(endpoint, `/_sluice/lineage?trace=${encodeURIComponent(id)}`);
  // The admin API answers a trace with lineage records.
  const { records } = answer as { readonly records: StoryRecords };
  if (records.length > 0) return records;
  throw new Error(
    `Nothing is known of "${id}". A server remembers its newest 50,000 acts, and none from before its start; ` +
      "it knows them by message id, request id, object key, X-Ray trace id or the id of a lineage record.",
  );
}
