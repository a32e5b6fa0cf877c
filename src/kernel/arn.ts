/** Amazon Resource Names: how every resource of every service is named across services. */

/** The parts of `arn:partition:service:region:account:resource`; `resource` may itself contain colons and slashes. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Writes an ARN; the partition is `aws` unless another is given. */
export function formatArn(arn: Omit<Arn, "partition"> & { readonly partition?: string }): string {
  return `arn:${arn.partition ?? "aws"}:${arn.service}:${arn.region}:${arn.account}:${arn.resource}`;
}

/** Reads an ARN, or answers undefined when `text` is not one. */
export function parseArn(text: string): Arn | undefined {
  const parts = text.split(":");
  const [prefix, partition, service, region, account] = parts;
  const resource = parts.slice(5).join(":");
  if (prefix !== "arn" || !partition || !service || region === undefined || account === undefined || !resource) {
    return undefined;
  }
  return { partition, service, region, account, resource };
}
