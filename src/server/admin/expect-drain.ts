/** The expectation over HTTP that a queue is worked off in time: it lets that time pass. */
import type { HttpResponse } from "../../platform/http.ts";
import type { Platform } from "../../platform/platform.ts";
import { depthOf } from "../../services/sqs/contents/depth.ts";
import { peekQueue } from "../../services/sqs/peek.ts";
import { findQueue } from "../../services/sqs/queue/find-queue.ts";
import { comesAbout } from "../expectations/comes-about.ts";
import { undrained } from "../expectations/undrained.ts";
import { FOUND_SHOWN } from "../expectations/limits.ts";
import { AdminRefusal, objectOf } from "./admin-request.ts";
import { durationMilliseconds, movableClock } from "./clock-control.ts";
import { answer, type Expecting, settledEvidence, subjectOf } from "./expecting.ts";

/** Decides `{"drains": "Orders", "within": "10s"}`; what is found is what is left. */
export async function drainExpectation(asked: Expecting): Promise<HttpResponse> {
  const { request, platform, signal } = asked;
  const { drains: name, within } = objectOf(request, ["drains", "within"]);
  if (typeof name !== "string" || name === "") throw new AdminRefusal(400, "The member drains names a queue.");
  const withinMilliseconds = durationMilliseconds(within);
  const evidence = await settledEvidence(asked);
  const queue = subjectOf(asked, { name, what: "drains", of: "queue" });
  const clock = movableClock(platform().clock);
  const held = (): Held => heldBy(platform(), queue.arn);
  const settle = async (): Promise<void> => {
    // Nobody hears how far time went, so that it goes no further.
    if (signal.aborted) throw new AdminRefusal(499, "The client left while time was moved.");
    await platform().settle(signal);
  };
  if (await comesAbout(clock, { predicate: () => held().left === 0, settle, withinMilliseconds })) {
    return answer(evidence, undefined, []);
  }
  const { left, messageIds } = held();
  const failure = undrained(evidence, { queue, within: String(within), left, messageIds });
  return answer(
    evidence,
    failure,
    messageIds.map((messageId) => ({ messageId })),
  );
}

interface Held {
  /** Delayed messages and those in flight included. */
  readonly left: number;
  /** Of the oldest. */
  readonly messageIds: readonly string[];
}

function heldBy(platform: Platform, queueArn: string): Held {
  const [name = "", account = "", region = ""] = queueArn.split(":").toReversed();
  return platform.scope({ account, region }).read((at) => {
    const queue = findQueue(at, { account, name });
    if (queue === undefined) throw new AdminRefusal(404, `The queue ${name} was deleted.`);
    const { visible, inFlight, delayed } = depthOf(at, queue);
    const oldest = peekQueue(at, name, FOUND_SHOWN) ?? [];
    return { left: visible + inFlight + delayed, messageIds: oldest.map(({ messageId }) => messageId) };
  });
}
