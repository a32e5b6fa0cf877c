/** Sends one request over and over from this process, on its own core, and prints what came back as JSON. */
import autocannon from "autocannon";

const { url, connections, seconds, headers, body } = JSON.parse(process.argv[2]);

const result = await autocannon({ url, connections, duration: seconds, method: "POST", headers, body });
console.log(
  JSON.stringify({
    requestsASecond: result.requests.total / result.duration,
    requests: result.requests.total,
    errors: result.errors + result.timeouts + result.non2xx,
    p50: result.latency.p50,
    p99: result.latency.p99,
  }),
);
