/** What a change set tells of the values that it changes, to whoever asks for them. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform } from "../../../../tests/harness/platform.ts";
import type { TestPlatform } from "../../../../tests/harness/platform.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import type { Change, Parameter } from "../../../schema/generated/cloudformation.ts";
import { cloudformation } from "../service.ts";
import { makeThings } from "../things.fixture.ts";
import { differencesBetween } from "./property-values.ts";

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [cloudformation, makeThings().service] });
});
afterEach(() => cloud.stop());

const StackName = "s";
const thing = (properties: object, more: object = {}): object => ({
  Type: "Test::Thing::One",
  Properties: properties,
  ...more,
});

async function create(template: object, Parameters: readonly Parameter[] = []): Promise<void> {
  await cloud.call(CloudFormation.CreateStack, { StackName, TemplateBody: JSON.stringify(template), Parameters });
  await cloud.settle();
}

async function changesOf(
  template: object,
  Parameters: readonly Parameter[] = [],
): Promise<{ readonly plain: readonly Change[]; readonly full: readonly Change[] }> {
  const named = { StackName, ChangeSetName: "c" };
  await cloud.call(CloudFormation.CreateChangeSet, { ...named, TemplateBody: JSON.stringify(template), Parameters });
  const { Changes: plain = [] } = await cloud.call(CloudFormation.DescribeChangeSet, named);
  const asked = { ...named, IncludePropertyValues: true };
  const { Changes: full = [] } = await cloud.call(CloudFormation.DescribeChangeSet, asked);
  return { plain, full };
}

describe("a change set with property values", () => {
  it("shows each resource before and after, and each difference with its path", async () => {
    const Metadata = { path: "stack/A" };
    await create({
      Resources: {
        A: thing({ Value: { Depth: 1, Same: true }, List: ["x", "y"] }, { Metadata }),
        Old: thing({ Value: "gone" }),
      },
    });
    const { plain, full } = await changesOf({
      Resources: {
        A: thing({ Value: { Depth: 2, Same: true, "a/b": "new" }, List: ["x"], Fixed: "f" }, { Metadata }),
        New: thing({ Value: { Ref: "A" } }),
      },
    });
    const detail = (Name: string, target: object, RequiresRecreation = "Never"): object => ({
      Target: { Attribute: "Properties", Name, RequiresRecreation, ...target },
      Evaluation: "Static",
      ChangeSource: "DirectModification",
    });
    expect(full.map((change) => change.ResourceChange)).toMatchObject([
      {
        LogicalResourceId: "A",
        Details: [
          detail("Value", {
            Path: "/Properties/Value/Depth",
            BeforeValue: "1",
            AfterValue: "2",
            AttributeChangeType: "Modify",
          }),
          detail("Value", { Path: "/Properties/Value/a~1b", AfterValue: "new", AttributeChangeType: "Add" }),
          detail("List", { Path: "/Properties/List/1", BeforeValue: "y", AttributeChangeType: "Remove" }),
          detail("Fixed", { Path: "/Properties/Fixed", AfterValue: "f", AttributeChangeType: "Add" }, "Always"),
        ],
        BeforeContext: JSON.stringify({
          Properties: { Value: { Depth: "1", Same: "true" }, List: ["x", "y"] },
          Metadata,
        }),
        AfterContext: JSON.stringify({
          Properties: { Value: { Depth: "2", Same: "true", "a/b": "new" }, List: ["x"], Fixed: "f" },
          Metadata,
        }),
      },
      {
        LogicalResourceId: "New",
        AfterContext: JSON.stringify({ Properties: { Value: "{{changeSet:KNOWN_AFTER_APPLY}}" } }),
      },
      { LogicalResourceId: "Old", BeforeContext: JSON.stringify({ Properties: { Value: "gone" } }) },
    ]);
    expect(full[1]?.ResourceChange?.BeforeContext).toBeUndefined();
    expect(full[2]?.ResourceChange?.AfterContext).toBeUndefined();
    expect(plain[0]?.ResourceChange?.Details).toEqual([
      detail("Value", {}),
      detail("List", {}),
      detail("Fixed", {}, "Always"),
    ]);
    expect(JSON.stringify(plain)).not.toMatch(/Context|BeforeValue|AfterValue|Path|AttributeChangeType/);
  });

  it("keeps the secrets of parameters, those of the template before included", async () => {
    const template = (type: string): object => ({
      Parameters: { P: { Type: type, NoEcho: true } },
      Resources: { A: thing({ Value: { "Fn::Sub": "key=${P}" }, List: [{ Ref: "P" }] }) },
    });
    await create(template("String"), [{ ParameterKey: "P", ParameterValue: "hunter2" }]);
    const { full } = await changesOf(template("String"), [{ ParameterKey: "P", ParameterValue: "hunter3" }]);
    expect(JSON.stringify(full)).not.toContain("hunter");
    expect(full[0]?.ResourceChange?.Details?.map(({ Target }) => [Target?.BeforeValue, Target?.AfterValue])).toEqual([
      ["****", "****"],
      ["****", "****"],
    ]);
  });
});

describe("differences", () => {
  it.each<[string, unknown, unknown, readonly unknown[]]>([
    ["nothing", { a: 1, b: 2 }, { b: 2, a: 1 }, []],
    ["another kind of value", { a: [1] }, { a: { b: 1 } }, [{ path: "/a", before: [1], after: { b: 1 } }]],
    ["a value where there was none", undefined, "x", [{ path: "", after: "x" }]],
    ["a longer list", ["x"], ["x", "y"], [{ path: "/1", after: "y" }]],
    ["names that paths escape", { "a~/b": 1 }, {}, [{ path: "/a~0~1b", before: 1 }]],
  ])("%s", (_name, before, after, expected) => {
    expect(differencesBetween(before, after, "")).toEqual(expected);
  });
});
