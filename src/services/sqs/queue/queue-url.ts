/** Queue URLs: how queues are named in requests. */
import type { Place } from "../../../platform/scope.ts";
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
  const end = url.endsWith("/") ? url.length - 1 : url.length;
  const slash = url.lastIndexOf("/", end - 1);
  const name = url.slice(slash + 1, end);
  const account = url.slice(url.lastIndexOf("/", slash - 1) + 1, Math.max(slash, 0));
  return { account: ACCOUNT.test(account) ? account : callersAccount, name };
}

/** The ARN of the queue that a request names: what lineage and IAM know it by. */
export function arnByUrl(input: { readonly QueueUrl: string }, place: Place): string {
  const { account, name } = queueAddress(input.QueueUrl, place.account);
  return queueArn(account, place.region, name);
}

const ACCOUNT = /^\d{12}$/;
