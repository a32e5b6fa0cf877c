/** The load generator that npm has: see load.mjs. It looks at each answer's status and length. Prints figures as JSON. */
import autocannon from "autocannon";

const { url, connections, seconds, headers, body } = JSON.parse(process.argv[2]);

let different = 0;
const running = autocannon({ url, connections, duration: seconds, method: "POST", headers, body });
running.on("response", (client, status, bytes) => (different += status !== 200 || bytes === 0 ? 1 : 0));
const result = await running;
console.log(
  JSON.stringify({
    requestsASecond: result.requests.total / result.duration,
    requests: result.requests.total,
    wrong: result.errors + result.timeouts + different,
    p50: result.latency.p50,
    p99: result.latency.p99,
  }),
);
