/** ListAccessKeys: the ids of the keys of a user. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { accessKeys } from "../keyspaces.ts";
import { userArn, userOrCaller } from "../user/record.ts";

export const listAccessKeys = operation.read(IAM.ListAccessKeys, {
  honours: ["UserName"],
  on: userArn,
  run(input, at) {
    const user = userOrCaller(input.UserName, at);
    const metadata = user.accessKeyIds.map((id) => ({
      UserName: user.name,
      AccessKeyId: id,
      Status: "Active" as const,
      CreateDate: accessKeys.get(at.tx, [id])?.createdAt,
    }));
    return { AccessKeyMetadata: metadata, IsTruncated: false };
  },
});
