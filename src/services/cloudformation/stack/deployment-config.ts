/** DeploymentConfig, which tools of today send with every deployment, mostly to say that it is to be an ordinary one. */
import { notImplemented } from "../../../platform/service-error.ts";
import type { DeploymentConfig } from "../../../schema/generated/cloudformation.ts";

/**
 * Lets pass what asks for nothing out of the ordinary.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeploymentConfig.html
 * @throws NotImplemented for express mode, and for a second say on rollback
 */
export function checkDeploymentConfig(config: DeploymentConfig | undefined): void {
  if (config?.Mode === "EXPRESS") throw notImplemented("Mode EXPRESS of DeploymentConfig");
  if (config?.DisableRollback === true) throw notImplemented("DisableRollback of DeploymentConfig");
}
