/** `npm run bench -- lineage`: what keeping the story of every event costs, with and without it in turns in one run. */
import { startSluice, withFolder, withServers } from "./servers.mjs";
import { sendBench } from "./sqs/send.mjs";

/** The ratio is of SendMessage with lineage to SendMessage without: 0.9 is the least that is wanted. */
export function lineageBench({ rounds, seconds }) {
  return withFolder((data) =>
    withFolder((other) =>
      withServers([() => startSluice(data), () => startUntold(other)], (servers) =>
        sendBench(servers, { connections: 64, rounds, seconds }),
      ),
    ),
  );
}

async function startUntold(data) {
  return { ...(await startSluice(data, ["--lineage", "off"])), name: "sluice --lineage off" };
}
