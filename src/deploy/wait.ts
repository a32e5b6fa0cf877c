/** Waits until a stack has come to rest, and tells what happens meanwhile. */
import type { Stack, StackEvent } from "@aws-sdk/client-cloudformation";
import { pause } from "../kernel/clock.ts";
import { wakefulClock } from "../kernel/real-clock.ts";
import type { DeployClients } from "./deploy-clients.ts";
import { DEPLOY_MAXIMUM_MILLISECONDS, POLL_FIRST_MILLISECONDS, POLL_LONGEST_MILLISECONDS } from "./limits.ts";

type CloudFormationClient = Pick<
  Awaited<ReturnType<DeployClients["cloudFormation"]>>,
  "describeStackEvents" | "describeStacks"
>;

interface Watched {
  readonly stackId: string;
  /** Is told of each event; events are not asked for when nobody is. */
  readonly log: ((line: string) => void) | undefined;
  /** Waits before the next look; in real time when absent. */
  readonly pause?: ((milliseconds: number) => Promise<void>) | undefined;
}

const GOOD = new Set(["CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE"]);

/** @throws Error with the reasons of all failures when the stack did not come to what was asked */
export async function waitForStack(
  client: CloudFormationClient,
  { stackId, log, pause: wait = (milliseconds) => pause(wakefulClock, milliseconds) }: Watched,
): Promise<Stack | undefined> {
  const deadline = wakefulClock.now() + DEPLOY_MAXIMUM_MILLISECONDS;
  const told = new Set<string>();
  const since = await lastBeginning(client, stackId);
  for (let next = POLL_FIRST_MILLISECONDS; ; next = Math.min(next * 2, POLL_LONGEST_MILLISECONDS)) {
    const { Stacks } = await client.describeStacks({ StackName: stackId });
    const stack = Stacks?.[0];
    const status = stack?.StackStatus ?? "";
    const isDone = !status.endsWith("_IN_PROGRESS");
    const hasFailed = isDone && !GOOD.has(status);
    const events = log === undefined && !hasFailed ? [] : await eventsFrom(client, stackId, since);
    for (const event of events) {
      if (told.has(event.EventId ?? "")) continue;
      told.add(event.EventId ?? "");
      log?.(lineOf(event));
    }
    if (isDone) {
      if (!hasFailed) return stack;
      const reasons = events.filter((event) => event.ResourceStatus?.endsWith("_FAILED")).map((event) => lineOf(event));
      throw new Error([`${stack?.StackName ?? stackId} came to ${status}`, ...reasons].join("\n"));
    }
    if (wakefulClock.now() > deadline) throw new Error(`${stackId} is still in ${status}`);
    await wait(next);
  }
}

/** The time of the event with which the present work began. */
async function lastBeginning(client: CloudFormationClient, stackId: string): Promise<number> {
  const { StackEvents = [] } = await client.describeStackEvents({ StackName: stackId });
  const begun = StackEvents.find(
    (event) => event.PhysicalResourceId === stackId && event.ResourceStatusReason === "User Initiated",
  );
  return begun?.Timestamp?.getTime() ?? 0;
}

/** The events since then, oldest first. */
async function eventsFrom(client: CloudFormationClient, stackId: string, since: number): Promise<StackEvent[]> {
  const found: StackEvent[] = [];
  let token: string | undefined;
  do {
    const page = await client.describeStackEvents({ StackName: stackId, NextToken: token });
    const fresh = (page.StackEvents ?? []).filter((event) => (event.Timestamp?.getTime() ?? 0) >= since);
    found.push(...fresh);
    token = fresh.length === (page.StackEvents ?? []).length ? page.NextToken : undefined;
  } while (token !== undefined);
  return found.reverse();
}

function lineOf(event: StackEvent): string {
  const { ResourceStatus = "", ResourceType = "", LogicalResourceId = "", ResourceStatusReason: reason } = event;
  return `${ResourceStatus.padEnd(36)} ${ResourceType} ${LogicalResourceId}${reason === undefined ? "" : `: ${reason}`}`;
}
