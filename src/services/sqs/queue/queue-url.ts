/** Queue URLs: how queues are named in requests. */
import type { Place } from "../../../platform/scope.ts";
import { REMEMBERED_URL_CHARACTERS_MAX, REMEMBERED_URLS_MAX } from "../limits.ts";
import { queueArn } from "./queue.ts";

/** A queue's account and name. */
export interface QueueAddress {
  readonly account: string;
  readonly name: string;
}

/** The URL of a queue, on the host and port that the client itself used. */
export function queueUrl(at: { readonly endpoint: string }, address: QueueAddress): string {
  return `${at.endpoint}/${address.account}/${address.name}`;
}

/**
 * Which queue a URL names. Any host will do, since queue URLs outlive the port that a cloud was started on; a bare
 * name is a queue of the caller's account, as on AWS.
 */
export function queueAddress(url: string, callersAccount: string): QueueAddress {
  const { account, name } = partsOf(url);
  return { account: account ?? callersAccount, name };
}

/** The ARN of the queue that a request names: what lineage and IAM know it by. */
export function arnByUrl(input: { readonly QueueUrl: string }, { account, region }: Place): string {
  const parts = partsOf(input.QueueUrl);
  if (parts.account === undefined) return queueArn(account, region, parts.name);
  if (parts.latest.region !== region) parts.latest = { region, arn: queueArn(parts.account, region, parts.name) };
  return parts.latest.arn;
}

/** What a URL says. */
interface UrlParts {
  readonly account: string | undefined;
  readonly name: string;
  /** The ARN that it meant last, and where. */
  latest: { readonly region: string; readonly arn: string };
}

/** Each request names its queue, and all requests name the same few. */
const remembered = new Map<string, UrlParts>();

function partsOf(url: string): UrlParts {
  const known = remembered.get(url);
  if (known !== undefined) return known;
  const parts = { ...readUrl(url), latest: { region: "", arn: "" } };
  if (url.length <= REMEMBERED_URL_CHARACTERS_MAX) {
    if (remembered.size >= REMEMBERED_URLS_MAX) remembered.clear();
    remembered.set(url, parts);
  }
  return parts;
}

function readUrl(url: string): Pick<UrlParts, "account" | "name"> {
  const end = url.endsWith("/") ? url.length - 1 : url.length;
  const slash = url.lastIndexOf("/", end - 1);
  const name = url.slice(slash + 1, end);
  const account = url.slice(url.lastIndexOf("/", slash - 1) + 1, Math.max(slash, 0));
  return { account: ACCOUNT.test(account) ? account : undefined, name };
}

const ACCOUNT = /^\d{12}$/;
