/** The address of a cloud in this process that has no port. */

/** A name of this machine (RFC 6761) under which nobody listens; names below it are those of buckets and APIs. */
export const MEMORY_HOST = "sluice.localhost";

export const MEMORY_ENDPOINT = `http://${MEMORY_HOST}`;

/** Whether a host, without its port, is that of a cloud without a port. */
export function isMemoryHost(host: string): boolean {
  return host === MEMORY_HOST || host.endsWith(`.${MEMORY_HOST}`);
}
