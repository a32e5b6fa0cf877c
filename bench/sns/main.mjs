/** `npm run bench -- sns`: fan-out, receipt and filtering; fan-out and receipt beside the peer, in turns in one run. */
import { runParts } from "../parts.mjs";
import { startFauxqs, startSluice, withFolder, withServers } from "../servers.mjs";
import { fanOutBench } from "./fan-out.mjs";
import { filtersBench } from "./filters.mjs";
import { receiptBench } from "./receipt.mjs";

/** Every benchmark of SNS; `names` chooses some of them. */
export function snsBench({ rounds, seconds, names = Object.keys(PARTS) }) {
  return runParts("sns", PARTS, { rounds, seconds, names });
}

const PARTS = {
  "fan-out": (options) => besidePeer((servers) => fanOutBench(servers, { ...ENVELOPED, ...options })),
  "fan-out-raw": (options) => besidePeer((servers) => fanOutBench(servers, { ...RAW, ...options })),
  receipt: () => besidePeer((servers) => receiptBench(servers, { times: 1_000 })),
  filters: (options) =>
    withFolder((data) =>
      withServers([() => startSluice(data, ["--limits", "relaxed"])], ([server]) => filtersBench(server, options)),
    ),
};

const ENVELOPED = { name: "fan-out, enveloped", attributes: {}, connections: 64 };
const RAW = { name: "fan-out, raw", attributes: { RawMessageDelivery: "true" }, connections: 64 };

/** Sluice durable, and the peer in memory. */
function besidePeer(measure) {
  return withFolder((data) => withServers([() => startSluice(data), () => startFauxqs()], measure));
}
