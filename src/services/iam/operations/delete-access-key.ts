/** DeleteAccessKey: removes keys of a user. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { accessKeyMissing } from "../errors.ts";
import { accessKeys, users } from "../keyspaces.ts";
import { userArn, userKey, userOrCaller } from "../user/record.ts";

export const deleteAccessKey = operation.write(IAM.DeleteAccessKey, {
  honours: ["UserName", "AccessKeyId"],
  on: userArn,
  run(input, at) {
    const user = userOrCaller(input.UserName, at);
    const accessKeyIds = user.accessKeyIds.filter((id) => id !== input.AccessKeyId);
    if (accessKeyIds.length === user.accessKeyIds.length) throw accessKeyMissing(input.AccessKeyId);
    accessKeys.delete(at.tx, [input.AccessKeyId]);
    users.put(at.tx, userKey(at, user.name), { ...user, accessKeyIds });
    return {};
  },
});
