/** Which text of a message a subscription is told, when `MessageStructure: json` gives several. */
import type { StoredSubscription } from "./subscription.ts";

/** The key of its text: the protocol, or of an app on a device the platform, which its endpoint's ARN names. */
export function contentKey({ protocol, endpoint }: Pick<StoredSubscription, "protocol" | "endpoint">): string {
  return protocol === "application" ? (endpoint.split("/")[1] ?? protocol) : protocol;
}
