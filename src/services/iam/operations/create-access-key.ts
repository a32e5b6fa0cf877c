/** CreateAccessKey: keys with which a user signs. */
import { newAccessKeyId } from "../../../kernel/access-key-id.ts";
import { text } from "../../../kernel/random.ts";
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { tooMany } from "../errors.ts";
import { accessKeys, users } from "../keyspaces.ts";
import { ACCESS_KEYS_MAXIMUM } from "../limits.ts";
import { userArn, userKey, userOrCaller } from "../user/record.ts";

export const createAccessKey = operation.write(IAM.CreateAccessKey, {
  honours: ["UserName"],
  on: userArn,
  run(input, at) {
    const user = userOrCaller(input.UserName, at);
    if (user.accessKeyIds.length >= ACCESS_KEYS_MAXIMUM) throw tooMany("AccessKeysPerUser", ACCESS_KEYS_MAXIMUM);
    const accessKeyId = newAccessKeyId("AKIA", at.account, at.random);
    const secretAccessKey = text(at.random, SECRET_LENGTH, SECRET_ALPHABET);
    accessKeys.put(at.tx, [accessKeyId], {
      account: at.account,
      userName: user.name,
      secretAccessKey,
      createdAt: at.now,
    });
    users.put(at.tx, userKey(at, user.name), { ...user, accessKeyIds: [...user.accessKeyIds, accessKeyId] });
    return {
      AccessKey: {
        UserName: user.name,
        AccessKeyId: accessKeyId,
        Status: "Active" as const,
        SecretAccessKey: secretAccessKey,
        CreateDate: at.now,
      },
    };
  },
});

const SECRET_LENGTH = 40;
const SECRET_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
