/** How Lambda is to behave in one cloud, where that can be chosen: the server hands it over, and scopes show it. */
import { local } from "../../platform/local.ts";
import { ACCOUNT_CONCURRENCY } from "./limits.ts";

export interface LambdaSettings {
  /** How many invocations an account may have running in a region: on AWS 1,000 until it is raised. */
  readonly accountConcurrency: number;
  /** Whether invocations are throttled at AWS's request rates, ten a second for each unit of concurrency. */
  readonly throttle: boolean;
}

/** AWS's quotas, and nobody throttled for asking often. */
export const DEFAULT_LAMBDA_SETTINGS: LambdaSettings = { accountConcurrency: ACCOUNT_CONCURRENCY, throttle: false };

export const lambdaSettings = local<LambdaSettings>("lambda.settings", () => DEFAULT_LAMBDA_SETTINGS);
