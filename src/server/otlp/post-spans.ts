/** Sending spans to whoever receives OpenTelemetry: https://opentelemetry.io/docs/specs/otlp/#otlphttp-request */
import { pause, type Clock } from "../../kernel/clock.ts";
import { PATIENCE_MILLISECONDS } from "./limits.ts";
import type { PlacedRecord } from "./span.ts";
import { traceRequest } from "./trace-request.ts";

/**
 * The URL that traces are posted to: `/v1/traces` of a server that is named without a path.
 * @throws RangeError for what is no http or https URL
 */
export function tracesUrl(text: string): URL {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new RangeError(`--otlp takes a URL such as http://127.0.0.1:4318, not "${text}".`);
  }
  const url = new URL(text);
  if (url.pathname === "/") url.pathname = "/v1/traces";
  return url;
}

/** Posts spans once. @returns undefined when they were taken; otherwise why not, as a sentence */
export async function postSpans(url: URL, records: readonly PlacedRecord[], clock: Clock): Promise<string | undefined> {
  const patience = new AbortController();
  const done = new AbortController();
  void pause(clock, PATIENCE_MILLISECONDS, done.signal).then(() => patience.abort());
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(traceRequest(records)),
      // Spans go where the user said, and nowhere else.
      redirect: "manual",
      signal: patience.signal,
    });
    await answer.arrayBuffer();
    return answer.ok ? undefined : `${url.href} answered with status ${answer.status}.`;
  } catch {
    // fetch tells what went wrong through nested causes; to the user it means that nobody took the spans.
    return patience.signal.aborted ? `${url.href} did not answer in time.` : `Nothing answers at ${url.href}.`;
  } finally {
    done.abort();
  }
}
