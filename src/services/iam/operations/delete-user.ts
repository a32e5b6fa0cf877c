/** DeleteUser: only once the user has no keys. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { referencesLeft } from "../errors.ts";
import { users } from "../keyspaces.ts";
import { userArn, userKey, userNamed } from "../user/record.ts";

export const deleteUser = operation.write(IAM.DeleteUser, {
  honours: ["UserName"],
  on: userArn,
  run(input, at) {
    const user = userNamed(input.UserName, at);
    if (user.accessKeyIds.length > 0) throw referencesLeft();
    users.delete(at.tx, userKey(at, user.name));
    return {};
  },
});
