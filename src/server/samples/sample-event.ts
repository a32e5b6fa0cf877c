/** Sample events by the names of what sends them. */
import { alarmSample, logsSample, packedLogs, s3Sample, snsSample, sqsSample } from "./message-samples.ts";
import { apigatewaySample, apigatewayv2Sample, functionUrlSample } from "./request-samples.ts";
import type { SamplePlace } from "./sample-place.ts";
import { setPath } from "./set-path.ts";

interface Sample {
  readonly make: (place: SamplePlace) => unknown;
  /** Whether the event carries a body that the user may choose. */
  readonly hasBody: boolean;
  /** What is done to it last. */
  readonly pack?: (document: unknown) => unknown;
}

const SAMPLES: ReadonlyMap<string, Sample> = new Map([
  ["sqs", { make: sqsSample, hasBody: true }],
  ["sns", { make: snsSample, hasBody: true }],
  ["s3", { make: s3Sample, hasBody: false }],
  ["apigateway", { make: apigatewaySample, hasBody: true }],
  ["apigatewayv2", { make: apigatewayv2Sample, hasBody: true }],
  ["function-url", { make: functionUrlSample, hasBody: true }],
  ["cloudwatch-alarm", { make: alarmSample, hasBody: false }],
  ["logs", { make: logsSample, hasBody: true, pack: packedLogs }],
]);

export const SAMPLE_NAMES: readonly string[] = [...SAMPLES.keys()];

/**
 * The event that `name` sends to a function, changed as each of `assignments` (`path=value`) says. Those of `logs` are of
 * the document inside, before it is packed.
 * @throws Error a sentence, for a sample that there is not, a body that it does not have, or a path that leads nowhere
 */
export function sampleEvent(name: string, place: SamplePlace, assignments: readonly string[]): unknown {
  const sample = SAMPLES.get(name);
  if (sample === undefined) throw new Error(`There is no sample "${name}": ${SAMPLE_NAMES.join(", ")}.`);
  if (place.body !== undefined && !sample.hasBody) {
    throw new Error(`The event of ${name} has no body: change it with --set.`);
  }
  const document = sample.make(place);
  for (const each of assignments) setPath(document, each);
  return sample.pack?.(document) ?? document;
}
