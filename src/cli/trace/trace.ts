/** `sluice trace`: the story around an event, from its cause to its last effect. */
import { storyTree } from "../../server/story/story-tree.ts";
import { askCloud } from "../ask-cloud.ts";

/** What the command line gives. */
export interface TraceOptions {
  readonly endpoint: string;
  readonly json?: boolean;
}

type StoryRecords = Parameters<typeof storyTree>[0];

/** Prints the story as a tree, or as JSON. @throws Error when nothing is known of `id` */
export async function trace(id: string, { endpoint, json = false }: TraceOptions): Promise<void> {
  const records = await storyOf(id, endpoint);
  process.stdout.write(json ? `${JSON.stringify({ records }, null, 2)}\n` : storyTree(records));
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
