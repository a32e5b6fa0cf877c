/** The deployment configuration that infrastructure tools send along with their stacks. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform } from "../../../../tests/harness/platform.ts";
import type { TestPlatform } from "../../../../tests/harness/platform.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import type { DeploymentConfig } from "../../../schema/generated/cloudformation.ts";
import { cloudformation } from "../service.ts";
import { makeThings } from "../things.fixture.ts";

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [cloudformation, makeThings().service] });
});
afterEach(() => cloud.stop());

const StackName = "s";
const templateOf = (name: string): string =>
  JSON.stringify({ Resources: { Thing: { Type: "Test::Thing::One", Properties: { Value: name } } } });

/** The life of a stack, every step asked for with the same configuration. */
async function live(DeploymentConfig: DeploymentConfig): Promise<string | undefined> {
  const asked = { StackName, DeploymentConfig };
  await cloud.call(CloudFormation.CreateStack, { ...asked, TemplateBody: templateOf("one") });
  await cloud.settle();
  await cloud.call(CloudFormation.UpdateStack, { ...asked, TemplateBody: templateOf("two") });
  await cloud.settle();
  const changeSet = { ...asked, ChangeSetName: "c", TemplateBody: templateOf("three") };
  await cloud.call(CloudFormation.CreateChangeSet, changeSet);
  await cloud.call(CloudFormation.ExecuteChangeSet, { StackName, ChangeSetName: "c" });
  await cloud.settle();
  const { Stacks = [] } = await cloud.call(CloudFormation.DescribeStacks, { StackName });
  await cloud.call(CloudFormation.DeleteStack, asked);
  await cloud.settle();
  await expect(cloud.call(CloudFormation.DescribeStacks, { StackName })).rejects.toThrow("does not exist");
  return Stacks[0]?.StackStatus;
}

describe("a deployment configuration", () => {
  it.each([[{}], [{ Mode: "STANDARD" as const }], [{ Mode: "STANDARD" as const, DisableRollback: false }]])(
    "%o is what a stack does anyway",
    async (config) => {
      expect(await live(config)).toBe("UPDATE_COMPLETE");
    },
  );

  it.each([
    [{ Mode: "EXPRESS" as const }, "Mode EXPRESS of DeploymentConfig"],
    [{ DisableRollback: true }, "DisableRollback of DeploymentConfig"],
  ])("%o is refused by name by every operation", async (DeploymentConfig, name) => {
    await cloud.call(CloudFormation.CreateStack, { StackName, TemplateBody: templateOf("one") });
    await cloud.settle();
    const asked = { StackName, TemplateBody: templateOf("two"), DeploymentConfig };
    const refusals = [
      cloud.call(CloudFormation.CreateStack, { ...asked, StackName: "other" }),
      cloud.call(CloudFormation.UpdateStack, asked),
      cloud.call(CloudFormation.CreateChangeSet, { ...asked, ChangeSetName: "c" }),
      cloud.call(CloudFormation.DeleteStack, { StackName, DeploymentConfig }),
    ];
    for (const refusal of await Promise.allSettled(refusals)) {
      expect(refusal).toMatchObject({ status: "rejected", reason: { code: "NotImplemented" } });
      expect(String(refusal.status === "rejected" && refusal.reason)).toContain(name);
    }
    const { Stacks } = await cloud.call(CloudFormation.DescribeStacks, {});
    expect(Stacks).toMatchObject([{ StackName, StackStatus: "CREATE_COMPLETE" }]);
  });
});
