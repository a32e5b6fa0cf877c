/** STS as its callers see it. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform } from "../../../tests/harness/platform.ts";
import type { TestPlatform } from "../../../tests/harness/platform.ts";
import { accountOfAccessKeyId } from "../../kernel/access-key-id.ts";
import { uncovered } from "../../platform/service.ts";
import { IAM } from "../../schema/generated/iam.ts";
import { STS } from "../../schema/generated/sts.ts";
import { iam } from "../iam/service.ts";
import { sts } from "./service.ts";

const ROLE = "arn:aws:iam::123456789012:role/any";
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
let cloud: TestPlatform;

beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sts, iam] });
});
afterEach(() => cloud.stop());

const lookUp = (id: string) => cloud.scope().read((at) => sts.issuedKey?.(id, at));

describe("STS", () => {
  it("covers its model", () => expect(uncovered(sts)).toEqual([]));

  it("tells who calls", async () => {
    const answer = await cloud.call(STS.GetCallerIdentity, {});
    expect(answer).toEqual({ UserId: "000000000000", Account: "000000000000", Arn: "arn:aws:iam::000000000000:root" });
  });

  it("issues keys of a session, which the gateway then knows", async () => {
    const answer = await cloud.call(STS.AssumeRole, { RoleArn: ROLE, RoleSessionName: "me", DurationSeconds: 900 });
    const keys = answer.Credentials;
    expect(answer.AssumedRoleUser?.Arn).toBe("arn:aws:sts::123456789012:assumed-role/any/me");
    expect(keys?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(keys?.Expiration).toBe(cloud.now() + 900_000);
    await cloud.restart();
    const issued = lookUp(keys?.AccessKeyId ?? "");
    expect(issued).toMatchObject({ sessionToken: keys?.SessionToken, secretAccessKey: keys?.SecretAccessKey });
    expect(issued?.caller.arn).toBe("arn:aws:sts::123456789012:assumed-role/any/me");
    expect(await cloud.call(STS.GetAccessKeyInfo, { AccessKeyId: keys?.AccessKeyId ?? "" })).toEqual({
      Account: "123456789012",
    });
  });

  it("forgets the keys of a session a week after it expired", async () => {
    const { Credentials: keys } = await cloud.call(STS.AssumeRole, { RoleArn: ROLE, RoleSessionName: "me" });
    await cloud.advance(2 * 3_600_000);
    expect(lookUp(keys?.AccessKeyId ?? "")?.expiresAt).toBeLessThan(cloud.now());
    await cloud.advance(8 * 86_400_000);
    expect(lookUp(keys?.AccessKeyId ?? "")).toBeUndefined();
  });

  it("takes id and session limit of a role that exists", async () => {
    const { Role } = await cloud.call(IAM.CreateRole, {
      RoleName: "mine",
      AssumeRolePolicyDocument: TRUST,
      Path: "/a/",
    });
    const session = { RoleArn: Role.Arn, RoleSessionName: "me" };
    const answer = await cloud.call(STS.AssumeRole, session);
    expect(answer.AssumedRoleUser).toEqual({
      AssumedRoleId: `${Role.RoleId}:me`,
      Arn: "arn:aws:sts::000000000000:assumed-role/mine/me",
    });
    await expect(cloud.call(STS.AssumeRole, { ...session, DurationSeconds: 3601 })).rejects.toMatchObject({
      code: "ValidationError",
      message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    });
  });

  it("does not hold a service, which renews its keys itself, to the role's limit", async () => {
    const { Role } = await cloud.call(IAM.CreateRole, { RoleName: "hourly", AssumeRolePolicyDocument: TRUST });
    const answer = await cloud
      .scope()
      .call(
        STS.AssumeRole,
        { RoleArn: Role.Arn, RoleSessionName: "worker", DurationSeconds: 43_200 },
        { principal: "lambda.amazonaws.com", sourceArn: "arn:aws:lambda:us-east-1:000000000000:function:worker" },
      );
    expect(answer.Credentials?.Expiration).toBe(cloud.now() + 43_200_000);
  });

  it.each([
    [
      "a bad ARN",
      { RoleArn: "arn:aws:iam::123456789012:user/x", RoleSessionName: "me" },
      "arn:aws:iam::123456789012:user/x is invalid",
    ],
    [
      "a bad session name",
      { RoleArn: ROLE, RoleSessionName: "a b" },
      "1 validation error detected: Value 'a b' at 'roleSessionName'",
    ],
    [
      "too short a session",
      { RoleArn: ROLE, RoleSessionName: "me", DurationSeconds: 1 },
      "1 validation error detected: Value '1' at 'durationSeconds'",
    ],
    ["a session policy", { RoleArn: ROLE, RoleSessionName: "me", Policy: "{}" }, "Policy"],
  ])("refuses %s", async (_name, input, sentence) => {
    await expect(cloud.callUnchecked(STS.AssumeRole, input)).rejects.toThrow(sentence);
  });

  it.each([
    ["AKIAIOSFODNN7EXAMPLE", "581039954779"],
    ["ASIAQNZGKIQY56JQ7WML", "029608264753"],
    ["AKIA00000000", undefined],
  ])("reads the account of key %s", (id, account) => expect(accountOfAccessKeyId(id)).toBe(account));
});
