/** What the mode of an operation on a stack, its DeploymentConfig, says of what fails. */
import type { DeploymentConfig } from "../../../schema/generated/cloudformation.ts";

/**
 * Express mode ends an operation without waiting for resources to become ready. All that are here are ready once they
 * are made, so what is left of the mode is that it leaves what fails as it is, unless it is told to roll back:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-express-mode.html#express-mode-rollback
 * @returns whether rollback is disabled, or undefined when the configuration does not say
 */
export function rollbackDisabled(config: DeploymentConfig | undefined): boolean | undefined {
  return config?.DisableRollback ?? (config?.Mode === "EXPRESS" ? true : undefined);
}
