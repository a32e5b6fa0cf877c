/** CreateTopic: makes a topic, or answers with the one that is there when it is no other than what is asked for. */
import { uuid } from "../../../kernel/random.ts";
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { withArchive } from "../archive/archive.ts";
import { invalidParameter, invalidParameterReason } from "../errors.ts";
import { TOPIC_NAME_CHARACTERS_MAX } from "../limits.ts";
import { meterRequest } from "../metrics.ts";
import { changedSettings, DEFAULT_SETTINGS, settingsAsAttributes } from "../topic/attributes.ts";
import { checkedDataProtectionPolicy } from "../topic/data-protection-policy.ts";
import { findTopic, putTopic } from "../topic/find-topic.ts";
import { addedTags, type Tags } from "../topic/tags.ts";
import { countNewTopic } from "../topic/topic-count.ts";
import { type StoredTopic, topicArn, type TopicSettings } from "../topic/topic.ts";

type Attributes = Readonly<Record<string, string>>;

export const createTopic = operation.write(SNS.CreateTopic, {
  honours: ["Name", "Attributes", "Tags", "DataProtectionPolicy"],
  on: (input, { account, region }) => topicArn({ account, region, name: input.Name }),
  run(input, at) {
    const { account, region } = at;
    const { Name: name, Attributes: given = {} } = input;
    const fifo = checkedKind(name, given);
    const tags = addedTags({}, input.Tags ?? [], at.caller);
    const dataProtectionPolicy = checkedDataProtectionPolicy(input.DataProtectionPolicy ?? "");
    const existing = findTopic(at, { account, region, name });
    const wanted: StoredTopic = existing ?? {
      account,
      region,
      name,
      incarnation: uuid(at.random),
      fifo,
      settings: settingsOf(given, fifo),
      tags,
      dataProtectionPolicy,
      deletedSubscriptions: 0,
    };
    if (existing === undefined) {
      countNewTopic(at, wanted);
      putTopic(at, withArchive(at, wanted, undefined));
    } else {
      checkSame(existing, given, input.Tags === undefined ? undefined : tags);
      if (input.DataProtectionPolicy !== undefined && dataProtectionPolicy !== existing.dataProtectionPolicy) {
        throw invalidParameterReason("DataProtectionPolicy", "Topic already exists with a different policy");
      }
    }
    meterRequest(at, wanted);
    return { TopicArn: topicArn(wanted) };
  },
});

/** Whether the topic is a FIFO topic. @throws ServiceError InvalidParameter for a name that does not fit */
function checkedKind(name: string, attributes: Attributes): boolean {
  const wanted = attributes.FifoTopic?.toLowerCase() ?? "false";
  if (wanted !== "true" && wanted !== "false") throw invalidParameterReason("Attributes", "FifoTopic");
  const fifo = wanted === "true";
  const base = fifo && name.endsWith(".fifo") ? name.slice(0, -".fifo".length) : name;
  const isNamedFifo = base !== name;
  if (fifo !== isNamedFifo || name.length > TOPIC_NAME_CHARACTERS_MAX || !/^[A-Za-z0-9_-]+$/.test(base)) {
    throw invalidParameter("Topic Name");
  }
  return fifo;
}

function settingsOf(attributes: Attributes, fifo: boolean): TopicSettings {
  let settings = DEFAULT_SETTINGS;
  for (const [name, value] of Object.entries(attributes)) {
    if (name !== "FifoTopic") settings = changedSettings(settings, { name, value }, { fifo, operation: "CreateTopic" });
  }
  return settings;
}

/** Recorded: what is given must be what the topic has; what is not given does not matter. */
function checkSame(existing: StoredTopic, attributes: Attributes, tags: Tags | undefined): void {
  const current = settingsAsAttributes(existing);
  const wanted = settingsAsAttributes({ ...existing, settings: settingsOf(attributes, existing.fifo) });
  const names = Object.keys(attributes);
  // Measured: an ArchivePolicy that is given again is refused also when it is the same.
  const archivesAgain = names.includes("ArchivePolicy") && existing.archive !== undefined;
  if (archivesAgain || names.some((name) => name !== "FifoTopic" && current[name] !== wanted[name])) {
    throw invalidParameterReason("Attributes", "Topic already exists with different attributes");
  }
  if (tags !== undefined && sorted(tags) !== sorted(existing.tags)) {
    throw invalidParameterReason("Tags", "Topic already exists with different tags");
  }
}

function sorted(tags: Tags): string {
  return JSON.stringify(Object.entries(tags).sort(([one], [other]) => (one < other ? -1 : 1)));
}
