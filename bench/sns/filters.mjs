/** Filtering: what a publish costs on a topic with many filter policies of which few or none match. */
import { inTurns, ratios, spread } from "../figures.mjs";
import { fanOut } from "./fan-out.mjs";

/** More than AWS's quota, which it raises on request, and a cloud with relaxed limits at once. */
const POLICIES = 1_000;
const MATCHES = [0, 1, 10, 100];
const CONNECTIONS = 16;

/** Topics that differ in how many of their policies match, in turns on one server. */
export async function filtersBench(server, { rounds, seconds }) {
  const topics = MATCHES.map((matching) => ({
    matching,
    other: POLICIES - matching,
    attributes: { RawMessageDelivery: "true" },
  }));
  const results = await inTurns(topics, rounds, (topic) =>
    fanOut(server, topic, { connections: CONNECTIONS, seconds }),
  );
  const [none, ...others] = topics;
  return {
    name: `a publish to ${POLICIES} filter policies, raw, 1 KiB, ${CONNECTIONS} connections`,
    matching: Object.fromEntries(topics.map((topic) => [topic.matching, summary(results.get(topic))])),
    costRatios: Object.fromEntries(
      others.map((topic) => [topic.matching, ratios(results, [topic, none], "processorMicrosecondsAPublish")]),
    ),
  };
}

function summary(results) {
  const of = (figure) => spread(results.map((each) => each[figure]));
  return {
    publishesASecond: of("publishesASecond"),
    processorMicrosecondsAPublish: of("processorMicrosecondsAPublish"),
  };
}
