/** What a caller must acknowledge before a template with IAM in it, or with a transform, is deployed. */
import type { Capability } from "../../../schema/generated/cloudformation.ts";
import { insufficientCapabilities } from "../errors.ts";
import type { Template } from "./template.ts";

/** The property that gives a type a custom name. */
const NAME_PROPERTIES: ReadonlyMap<string, string> = new Map([
  ["AWS::IAM::Role", "RoleName"],
  ["AWS::IAM::ManagedPolicy", "ManagedPolicyName"],
  ["AWS::IAM::User", "UserName"],
  ["AWS::IAM::Group", "GroupName"],
  ["AWS::IAM::InstanceProfile", "InstanceProfileName"],
  ["AWS::IAM::Policy", ""],
  ["AWS::IAM::AccessKey", ""],
  ["AWS::IAM::UserToGroupAddition", ""],
]);

export interface RequiredCapabilities {
  readonly capabilities: readonly Capability[];
  readonly reason: string | undefined;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html#using-iam-capabilities */
export function requiredCapabilities(template: Template): RequiredCapabilities {
  const ours = [...template.resources.values()].filter(({ type }) => NAME_PROPERTIES.has(type));
  const named = ours.some(({ type, properties }) => (NAME_PROPERTIES.get(type) ?? "") in properties);
  if (ours.length === 0) return { capabilities: [], reason: undefined };
  const types = [...new Set(ours.map(({ type }) => type))].join(", ");
  return {
    capabilities: [named ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM"],
    reason: `The following resource(s) require capabilities: [${types}]`,
  };
}

/** @throws InsufficientCapabilities */
export function checkCapabilities(template: Template, given: readonly Capability[], needsExpansion: boolean): void {
  const missing = requiredCapabilities(template).capabilities.filter(
    // The capability for custom names covers the other one.
    (each) => !given.includes(each) && !(each === "CAPABILITY_IAM" && given.includes("CAPABILITY_NAMED_IAM")),
  );
  if (needsExpansion && !given.includes("CAPABILITY_AUTO_EXPAND")) missing.push("CAPABILITY_AUTO_EXPAND");
  if (missing.length > 0) throw insufficientCapabilities(missing);
}
