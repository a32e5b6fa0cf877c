/** What sample events have in common: when and where they happen, and the chance that ids are drawn by. */
import { formatArn } from "../../kernel/arn.ts";
import type { Random } from "../../kernel/random.ts";

export interface SamplePlace {
  readonly now: number;
  readonly random: Random;
  readonly account: string;
  readonly region: string;
  /** The body of the message or request, where the event has one. */
  readonly body?: string | undefined;
}

export function sampleArn({ account, region }: SamplePlace, service: string, resource: string): string {
  return formatArn({ service, region, account, resource });
}
