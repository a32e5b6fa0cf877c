/** GetUser: a user; the caller itself when none is named. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { describeUserInFull, userArn, userOrCaller } from "../user/record.ts";

export const getUser = operation.read(IAM.GetUser, {
  honours: ["UserName"],
  on: userArn,
  run: (input, at) => ({ User: describeUserInFull(userOrCaller(input.UserName, at)) }),
});
