/** CloudFormation's own resource types that stand for nothing: templates of tools hold them. */
import type { ResourceType } from "../../platform/resource-type.ts";

/** What the CDK puts into each of its templates: it says how the template was made, and makes nothing. */
export const cdkMetadataResource: ResourceType = {
  type: "AWS::CDK::Metadata",
  properties: ["Analytics"],
  required: [],
  replacedBy: [],
  create: async (_properties, at) => ({ physicalId: at.generatedName(255), attributes: {} }),
  update: async (instance) => instance,
  delete: async () => {},
};
