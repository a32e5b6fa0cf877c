/** CreateUser: a user, without keys. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { userExists } from "../errors.ts";
import { users } from "../keyspaces.ts";
import { newEntityId } from "../role/entity-id.ts";
import { withTags } from "../role/tags.ts";
import { describeUserInFull, userArn, userKey } from "../user/record.ts";

export const createUser = operation.write(IAM.CreateUser, {
  honours: ["UserName", "Path", "Tags"],
  on: userArn,
  run(input, at) {
    const key = userKey(at, input.UserName);
    if (users.has(at.tx, key)) throw userExists(input.UserName);
    const path = input.Path ?? "/";
    const user = {
      name: input.UserName,
      path,
      id: newEntityId("AIDA", at.random),
      arn: `arn:aws:iam::${at.account}:user${path}${input.UserName}`,
      createdAt: at.now,
      tags: withTags([], input.Tags ?? []),
      accessKeyIds: [],
    };
    users.put(at.tx, key, user);
    return { User: describeUserInFull(user) };
  },
});
