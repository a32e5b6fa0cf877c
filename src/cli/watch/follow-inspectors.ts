/** `sluice deploy --watch --inspect`: has a running cloud open its functions to debuggers, and tells where they listen. */
import type { Cancel, Clock } from "../../kernel/clock.ts";
import { INSPECTORS_ASKED_EVERY_MILLISECONDS } from "./limits.ts";

export interface FollowOptions {
  readonly endpoint: string;
  /** The port of the first function. */
  readonly port: number;
  readonly clock: Clock;
  readonly tell: (line: string) => void;
}

/**
 * Opens functions to debuggers, and tells of each from then on.
 * @returns what ends the telling; functions stay open
 * @throws Error when the cloud does not answer, or is open from another port on
 */
export async function followInspectors({ endpoint, port, clock, tell }: FollowOptions): Promise<Cancel> {
  const address = new URL("/_sluice/inspectors", endpoint);
  const open = async (): Promise<Report> => {
    const answer = await fetch(address, { method: "POST", body: JSON.stringify({ port }) });
    return tellAll(answer, tell);
  };
  let { next } = await open();
  let isOver = false;
  let cancel: Cancel = () => {};
  const look = async (): Promise<void> => {
    try {
      const later = await tellAll(await fetch(`${address.href}?since=${next}`), tell);
      // A cloud that has been started anew is closed to debuggers.
      ({ next } = later.port === null ? await open() : later);
    } catch {
      // The cloud is away. Whoever stopped it knows, and it may come back.
    }
    arm();
  };
  const arm = (): void => {
    if (!isOver) cancel = clock.at(clock.now() + INSPECTORS_ASKED_EVERY_MILLISECONDS, () => void look());
  };
  arm();
  return () => {
    isOver = true;
    cancel();
  };
}

interface Report {
  /** The first port; null while functions are closed to debuggers. */
  readonly port: number | null;
  readonly lines: readonly string[];
  /** What to ask with to get what is told after these lines. */
  readonly next: number;
  readonly message?: string;
}

async function tellAll(answer: Response, tell: (line: string) => void): Promise<Report> {
  // The admin API's own form; a refusal has a message.
  const report = (await answer.json()) as Report;
  if (!answer.ok) throw new Error(report.message ?? `The cloud answers with status ${answer.status}.`);
  for (const line of report.lines) tell(line);
  return report;
}
