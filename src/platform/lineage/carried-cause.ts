/**
 * The cause that a value carries from one service to another inside this process, beside its API's shape.
 *
 * A message that SQS hands to a poller knows what led to it, and AWS's shape of a message has no room to say so. What
 * goes over the wire, or through the store, does not carry it: there a member or a trace header has to.
 */
const causes = new WeakMap<object, string>();

/** Makes `value` carry the lineage record that it exists because of, and returns it. */
export function carryCause<T extends object>(value: T, cause: string): T {
  causes.set(value, cause);
  return value;
}

/** The lineage record that `value` carries, or undefined. */
export function carriedCause(value: object): string | undefined {
  return causes.get(value);
}
