/** How SNS is to behave in one cloud, where that can be chosen: the server hands it over, and scopes show it. */
import { local } from "../../platform/local.ts";
import { type Limits, STRICT_LIMITS } from "./limits.ts";

export interface SnsSettings {
  /** The quotas that the cloud keeps to. */
  readonly limits: Limits;
}

export const snsSettings = local<SnsSettings>("sns.settings", () => ({ limits: STRICT_LIMITS }));
