/** Requests of which it matters when the answer was there, and what many of them come to. */
import { request } from "node:http";

/** One request; `at` is when the first byte of its answer was there. */
export function timedRequest({ endpoint }, agent, { headers, body }) {
  return new Promise((resolve, reject) => {
    const given = { ...headers, "content-length": Buffer.byteLength(body) };
    const asked = request(endpoint, { method: "POST", agent, headers: given }, (response) => {
      const at = performance.now();
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("end", () => {
        const text = Buffer.concat(pieces).toString("utf8");
        if (response.statusCode === 200) resolve({ text, at });
        else reject(new Error(text));
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

export function percentiles(milliseconds) {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (part) => Number(sorted[Math.floor(sorted.length * part)].toPrecision(3));
  return { p50Milliseconds: at(0.5), p90Milliseconds: at(0.9), p99Milliseconds: at(0.99) };
}
