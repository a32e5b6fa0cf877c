/** What every expectation over HTTP begins with, and how it is answered. */
import type { HttpRequest, HttpResponse } from "../../platform/http.ts";
import type { Platform } from "../../platform/platform.ts";
import type { Evidence } from "../expectations/evidence.ts";
import { expectationReport, type Finding } from "../expectations/expectation-report.ts";
import { findSubject } from "../expectations/find-subject.ts";
import { FOUND_SHOWN } from "../expectations/limits.ts";
import type { Observation } from "../expectations/observation.ts";
import { queueDepths } from "../expectations/queue-depths.ts";
import type { Subject } from "../expectations/verdict.ts";
import { AdminRefusal, json } from "./admin-request.ts";

/** An expectation as it came. */
export interface Expecting {
  readonly request: HttpRequest;
  readonly platform: () => Platform;
  /** Undefined where nothing is remembered for expectations. */
  readonly observation: Observation | undefined;
  readonly signal: AbortSignal;
}

/** What expectations are decided by, when the cloud has settled. @throws AdminRefusal where there is nothing to decide by */
export async function settledEvidence({ platform, observation, signal }: Expecting): Promise<Evidence> {
  if (observation === undefined) {
    throw new AdminRefusal(409, "This server remembers nothing for expectations: start it with --clock virtual.");
  }
  if (!platform().lineage.isOn) {
    throw new AdminRefusal(409, "Expectations are decided by lineage, and this server was started with --lineage off.");
  }
  await platform().settle(signal);
  if (signal.aborted) throw new AdminRefusal(503, "The cloud stops, and has not settled.");
  const { messages, invocations } = observation;
  return { lineage: () => platform().lineage, messages, invocations, depths: () => queueDepths(platform()) };
}

/** Of which queue, topic or function something is expected. @throws AdminRefusal when it is of another kind */
export function subjectOf(
  { platform }: Expecting,
  { name, what, of }: { readonly name: string; readonly what: string; readonly of: string },
): Subject {
  const { kind, arn } = findSubject(platform(), name);
  if (kind !== of) throw new AdminRefusal(400, `${name} is a ${kind}, and ${what} is expected of a ${of}.`);
  return { arn, name };
}

/** 200 without a failure; with one 412 and the whole report. */
export function answer(evidence: Evidence, failure: Finding | undefined, all: readonly object[]): HttpResponse {
  const shown = { count: all.length, found: all.slice(-FOUND_SHOWN) };
  if (failure === undefined) return json(200, { held: true, ...shown });
  return json(412, { held: false, message: expectationReport(evidence, failure), ...shown });
}
