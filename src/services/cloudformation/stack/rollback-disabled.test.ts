/** The deployment configuration that infrastructure tools send along with their stacks. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform } from "../../../../tests/harness/platform.ts";
import type { TestPlatform } from "../../../../tests/harness/platform.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import type { DeploymentConfig, Stack } from "../../../schema/generated/cloudformation.ts";
import { cloudformation } from "../service.ts";
import { makeThings } from "../things.fixture.ts";
import type { Things } from "../things.fixture.ts";

let things: Things;
let cloud: TestPlatform;
beforeEach(async () => {
  things = makeThings();
  cloud = await startTestPlatform({ services: [cloudformation, things.service] });
});
afterEach(() => cloud.stop());

const StackName = "s";
const templateOf = (value: string): string =>
  JSON.stringify({ Resources: { Thing: { Type: "Test::Thing::One", Properties: { Value: value } } } });

async function settled(): Promise<Stack | undefined> {
  await cloud.settle();
  return (await cloud.call(CloudFormation.DescribeStacks, { StackName })).Stacks?.[0];
}
async function create(more: object): Promise<Stack | undefined> {
  await cloud.call(CloudFormation.CreateStack, { StackName, TemplateBody: templateOf("one"), ...more });
  return settled();
}
async function update(more: object): Promise<Stack | undefined> {
  await cloud.call(CloudFormation.UpdateStack, { StackName, TemplateBody: templateOf("two"), ...more });
  return settled();
}

const CONFIGS: readonly DeploymentConfig[] = [
  {},
  { Mode: "STANDARD" },
  { Mode: "EXPRESS" },
  { Mode: "EXPRESS", DisableRollback: false },
];

describe("a deployment configuration", () => {
  it.each(CONFIGS)("%o goes through the life of a stack, and is shown", async (DeploymentConfig) => {
    expect(await create({ DeploymentConfig })).toMatchObject({ StackStatus: "CREATE_COMPLETE", DeploymentConfig });
    expect(await update({})).not.toHaveProperty("DeploymentConfig", expect.anything());
    const named = { StackName, ChangeSetName: "c" };
    const changeSet = { ...named, TemplateBody: templateOf("three"), DeploymentConfig };
    await cloud.call(CloudFormation.CreateChangeSet, changeSet);
    expect(await cloud.call(CloudFormation.DescribeChangeSet, named)).toMatchObject({ DeploymentConfig });
    await cloud.call(CloudFormation.ExecuteChangeSet, named);
    expect(await settled()).toMatchObject({ StackStatus: "UPDATE_COMPLETE", DeploymentConfig });
    await cloud.call(CloudFormation.DeleteStack, { StackName, DeploymentConfig });
    await expect(settled()).rejects.toThrow("does not exist");
  });

  it.each<[config: DeploymentConfig, more: object, created: string, updated: string]>([
    [{ Mode: "STANDARD" }, {}, "ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"],
    [{ DisableRollback: true }, {}, "CREATE_FAILED", "UPDATE_FAILED"],
    [{ Mode: "EXPRESS" }, {}, "CREATE_FAILED", "UPDATE_FAILED"],
    [{ Mode: "EXPRESS", DisableRollback: false }, {}, "ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"],
    [{ Mode: "EXPRESS" }, { DisableRollback: false }, "ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"],
  ])("%o with %o decides what becomes of what fails", async (DeploymentConfig, more, created, updated) => {
    things.failures.add("create Thing");
    expect(await create({ DeploymentConfig, ...more })).toMatchObject({ StackStatus: created });
    things.failures.clear();
    await cloud.call(CloudFormation.DeleteStack, { StackName });
    await cloud.settle();

    await create({});
    things.failures.add("create Other");
    const Other = { Type: "Test::Thing::One" };
    const TemplateBody = JSON.stringify({ Resources: { Thing: Other, Other } });
    expect(await update({ TemplateBody, DeploymentConfig, ...more })).toMatchObject({ StackStatus: updated });
  });

  it.each<[config: DeploymentConfig, more: object, status: string]>([
    [{ Mode: "STANDARD" }, {}, "ROLLBACK_COMPLETE"],
    [{ Mode: "EXPRESS" }, {}, "CREATE_FAILED"],
    [{ Mode: "EXPRESS" }, { DisableRollback: false }, "ROLLBACK_COMPLETE"],
  ])("%o of a change set counts when it is executed with %o", async (DeploymentConfig, more, status) => {
    const named = { StackName, ChangeSetName: "c" };
    const changeSet = { ...named, ChangeSetType: "CREATE" as const, TemplateBody: templateOf("one"), DeploymentConfig };
    await cloud.call(CloudFormation.CreateChangeSet, changeSet);
    things.failures.add("create Thing");
    await cloud.call(CloudFormation.ExecuteChangeSet, { ...named, ...more });
    expect(await settled()).toMatchObject({ StackStatus: status });
  });

  it("does not go together with another say on failure", async () => {
    const asked = create({ OnFailure: "DELETE", DeploymentConfig: { DisableRollback: true } });
    await expect(asked).rejects.toThrow("You cannot specify both DisableRollback and OnFailure");
  });
});
