/** ListInstanceProfilesForRole: always none, since instance profiles cannot be created here. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { roleArn, roleNamed } from "../role/record.ts";

export const listInstanceProfilesForRole = operation.read(IAM.ListInstanceProfilesForRole, {
  honours: ["RoleName", "Marker", "MaxItems"],
  on: roleArn,
  run(input, at) {
    roleNamed(input.RoleName, at);
    return { InstanceProfiles: [], IsTruncated: false };
  },
});
