/** Stacks as their callers see them: creation, update, deletion, rollback, and going on after a crash. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform } from "../../../tests/harness/platform.ts";
import type { TestPlatform } from "../../../tests/harness/platform.ts";
import { uncovered } from "../../platform/service.ts";
import { CloudFormation } from "../../schema/generated/cloudformation.ts";
import { cloudformation } from "./service.ts";
import { makeThings } from "./things.fixture.ts";
import type { Things } from "./things.fixture.ts";

let things: Things;
let cloud: TestPlatform;

beforeEach(async () => {
  things = makeThings();
  cloud = await startTestPlatform({ services: [cloudformation, things.service] });
});
afterEach(() => cloud.stop());

const thing = (properties: object = {}, more: object = {}) => ({
  Type: "Test::Thing::One",
  Properties: properties,
  ...more,
});
const bodyOf = (resources: object, more: object = {}) => JSON.stringify({ Resources: resources, ...more });
const create = async (resources: object, more: object = {}, options: object = {}) => {
  const input = { StackName: "s", TemplateBody: bodyOf(resources, more), ...options };
  const { StackId = "" } = await cloud.call(CloudFormation.CreateStack, input);
  await cloud.settle();
  return StackId;
};
const update = async (resources: object, more: object = {}, options: object = {}) => {
  await cloud.call(CloudFormation.UpdateStack, { StackName: "s", TemplateBody: bodyOf(resources, more), ...options });
  await cloud.settle();
};
const stackNamed = async (name = "s") =>
  (await cloud.call(CloudFormation.DescribeStacks, { StackName: name })).Stacks?.[0];
const eventsOf = async (name = "s") => {
  const { StackEvents = [] } = await cloud.call(CloudFormation.DescribeStackEvents, { StackName: name });
  return StackEvents.map((event) => `${event.LogicalResourceId} ${event.ResourceStatus}`).reverse();
};

/** Something that a test waits for until another part of it says so. */
class Gate {
  open: () => void = () => {};
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

describe("stacks", () => {
  it("cover their model", () => expect(uncovered(cloudformation)).toEqual([]));

  it("are made in the order of their references and tell what happened", async () => {
    await create(
      {
        A: thing({ Value: { "Fn::GetAtt": ["B", "Arn"] } }),
        B: thing({ Name: "bee" }, { DependsOn: "C" }),
        C: thing(),
      },
      { Outputs: { Arn: { Value: { "Fn::GetAtt": ["A", "Arn"] }, Description: "d" }, Id: { Value: { Ref: "B" } } } },
      { Tags: [{ Key: "k", Value: "v" }] },
    );
    expect(things.asked).toEqual(["create C", "create B", "create A"]);
    const stack = await stackNamed();
    expect(stack).toMatchObject({ StackStatus: "CREATE_COMPLETE", Tags: [{ Key: "k", Value: "v" }] });
    expect(stack?.Outputs?.[1]).toMatchObject({ OutputKey: "Id", OutputValue: "bee" });
    expect(await eventsOf()).toEqual([
      "s CREATE_IN_PROGRESS",
      ...["C", "B", "A"].flatMap((id) => [
        `${id} CREATE_IN_PROGRESS`,
        `${id} CREATE_IN_PROGRESS`,
        `${id} CREATE_COMPLETE`,
      ]),
      "s CREATE_COMPLETE",
    ]);
    const { StackResourceDetail } = await cloud.call(CloudFormation.DescribeStackResource, {
      StackName: "s",
      LogicalResourceId: "C",
    });
    expect(StackResourceDetail?.PhysicalResourceId).toMatch(/^s-C-[A-Za-z0-9]{12}$/);
    expect([...things.made.values()]).toContainEqual({ Value: "arn:test:bee" });
  });

  it("go in the reverse order, keep what is retained, and stay describable by id", async () => {
    const id = await create({
      A: thing(),
      B: thing({}, { DependsOn: ["A"] }),
      C: thing({}, { DeletionPolicy: "Retain" }),
    });
    things.asked.length = 0;
    await cloud.call(CloudFormation.DeleteStack, { StackName: "s" });
    await cloud.settle();
    expect(things.asked).toEqual(["delete B", "delete A"]);
    await expect(stackNamed()).rejects.toThrow("Stack with id s does not exist");
    expect(await stackNamed(id)).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
    expect((await eventsOf(id)).slice(-6)).toContain("C DELETE_SKIPPED");
    await cloud.call(CloudFormation.DeleteStack, { StackName: "s" });
    await cloud.advance(91 * 86_400_000);
    await expect(stackNamed(id)).rejects.toThrow("does not exist");
  });

  it("roll back when a resource fails", async () => {
    things.failures.add("create B");
    await create({ A: thing(), B: thing({}, { DependsOn: "A" }), C: thing({}, { DependsOn: "B" }) });
    const stack = await stackNamed();
    expect(stack).toMatchObject({ StackStatus: "ROLLBACK_COMPLETE" });
    expect(things.asked).toEqual(["create A", "create B", "delete A"]);
    const { StackEvents = [] } = await cloud.call(CloudFormation.DescribeStackEvents, { StackName: "s" });
    const reasons = StackEvents.map((event) => event.ResourceStatusReason ?? "");
    expect(reasons).toContain("The following resource(s) failed to create: [B]. Rollback requested by user.");
    expect(reasons.find((reason) => reason.startsWith("Resource handler"))).toMatch(
      /^Resource handler returned message: "no create B" \(RequestToken: [-0-9a-f]{36}, HandlerErrorCode: InvalidRequest\)$/,
    );
    await expect(update({ A: thing() })).rejects.toThrow("is in ROLLBACK_COMPLETE state and can not be updated.");
  });

  it.each([
    ["DO_NOTHING", "CREATE_FAILED"],
    ["DELETE", "DELETE_COMPLETE"],
  ] as const)("do with OnFailure %s what it says", async (OnFailure, status) => {
    things.failures.add("create B");
    const id = await create({ A: thing(), B: thing({}, { DependsOn: "A" }) }, {}, { OnFailure });
    expect(await stackNamed(id)).toMatchObject({ StackStatus: status });
    expect(things.made.size).toBe(OnFailure === "DELETE" ? 0 : 1);
  });

  it("change only what differs, replace what must be, and clean up afterwards", async () => {
    await create({
      Same: thing({ Value: "1" }),
      In: thing({ Value: "1" }),
      Out: thing({ Fixed: "1" }),
      Gone: thing(),
      User: thing({ Value: { Ref: "Out" } }),
    });
    const before = [...things.made.keys()].find((id) => id.startsWith("s-Out"));
    things.asked.length = 0;
    await update({
      Same: thing({ Value: "1" }),
      In: thing({ Value: "2" }),
      Out: thing({ Fixed: "2" }),
      New: thing(),
      User: thing({ Value: { Ref: "Out" } }),
    });
    expect(things.asked).toEqual(["update In", "create Out", "create New", "update User", "delete Out", "delete Gone"]);
    expect(things.made.has(before ?? "")).toBe(false);
    expect(await stackNamed()).toMatchObject({ StackStatus: "UPDATE_COMPLETE" });
    const { StackResources } = await cloud.call(CloudFormation.DescribeStackResources, { StackName: "s" });
    expect(StackResources?.map((each) => each.LogicalResourceId)).toEqual(["In", "New", "Out", "Same", "User"]);
    await expect(
      update({
        Same: thing({ Value: "1" }),
        In: thing({ Value: "2" }),
        Out: thing({ Fixed: "2" }),
        New: thing(),
        User: thing({ Value: { Ref: "Out" } }),
      }),
    ).rejects.toThrow("No updates are to be performed.");
  });

  it("are as before after an update that failed", async () => {
    const original = {
      A: thing({ Value: "1" }),
      B: thing({ Fixed: "1" }),
      C: thing({ Value: "1" }, { DependsOn: ["A", "B"] }),
    };
    await create(original, { Outputs: { O: { Value: "1" } } });
    const before = new Map(things.made);
    things.failures.add("update C");
    things.asked.length = 0;
    const next = {
      A: thing({ Value: "2" }),
      B: thing({ Fixed: "2" }),
      N: thing(),
      C: thing({ Value: "2" }, { DependsOn: ["A", "B", "N"] }),
    };
    things.before = async (act) => {
      if (act === "update C" && things.asked.filter((each) => each === "update C").length > 1) {
        things.failures.delete("update C");
      }
    };
    await update(next, { Outputs: { O: { Value: "2" } } });
    expect(things.asked).toEqual([
      "update A",
      "create B",
      "create N",
      "update C",
      "update C",
      "update A",
      "delete N",
      "delete B",
    ]);
    expect(await stackNamed()).toMatchObject({
      StackStatus: "UPDATE_ROLLBACK_COMPLETE",
      Outputs: [{ OutputValue: "1" }],
    });
    expect(things.made).toEqual(before);
    const { TemplateBody } = await cloud.call(CloudFormation.GetTemplate, { StackName: "s" });
    expect(JSON.parse(TemplateBody ?? "")).toMatchObject({ Resources: original });
    await update(next, { Outputs: { O: { Value: "2" } } });
    expect(await stackNamed()).toMatchObject({ StackStatus: "UPDATE_COMPLETE" });
  });

  it("say what could not be deleted, keep what it needs, and let it be retained", async () => {
    await create({ A: thing(), B: thing({}, { DependsOn: "A" }), C: thing() });
    things.failures.add("delete B");
    await cloud.call(CloudFormation.DeleteStack, { StackName: "s" });
    await cloud.settle();
    expect(await stackNamed()).toMatchObject({
      StackStatus: "DELETE_FAILED",
      StackStatusReason: "The following resource(s) failed to delete: [B]. ",
    });
    expect(things.made.size).toBe(2);
    await cloud.call(CloudFormation.DeleteStack, { StackName: "s", RetainResources: ["B"] });
    await cloud.settle();
    await expect(stackNamed()).rejects.toThrow("does not exist");
    expect(things.made.size).toBe(1);
  });

  it("go on after a crash where they stopped, under the same names", async () => {
    const crash = new Gate();
    const gone = new Gate();
    things.before = async (act) => {
      if (act !== "create B") return;
      things.before = async () => {};
      crash.open();
      await gone.opened;
      throw new Error("the process died here");
    };
    const TemplateBody = bodyOf({ A: thing(), B: thing({}, { DependsOn: "A" }) });
    await cloud.call(CloudFormation.CreateStack, { StackName: "s", TemplateBody });
    await crash.opened;
    expect(await stackNamed()).toMatchObject({ StackStatus: "CREATE_IN_PROGRESS" });
    const restarted = cloud.restart();
    gone.open();
    await restarted;
    await cloud.advance(60_000);
    expect(await stackNamed()).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
    expect(things.asked).toEqual(["create A", "create B", "create B"]);
    expect(things.names[1]).toBe(things.names[2]);
    expect((await eventsOf()).filter((event) => event.startsWith("B "))).toEqual([
      "B CREATE_IN_PROGRESS",
      "B CREATE_IN_PROGRESS",
      "B CREATE_COMPLETE",
    ]);
  });

  it("can be deleted while they are made, with what was made by then", async () => {
    const begun = new Gate();
    const go = new Gate();
    things.before = async (act) => {
      if (act !== "create B") return;
      begun.open();
      await go.opened;
    };
    const TemplateBody = bodyOf({ A: thing(), B: thing({}, { DependsOn: "A" }), C: thing({}, { DependsOn: "B" }) });
    const { StackId = "" } = await cloud.call(CloudFormation.CreateStack, { StackName: "s", TemplateBody });
    await begun.opened;
    await cloud.call(CloudFormation.DeleteStack, { StackName: "s" });
    go.open();
    await cloud.settle();
    expect(await stackNamed(StackId)).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
    expect(things.asked).toEqual(["create A", "create B", "delete B", "delete A"]);
    expect(things.made.size).toBe(0);
  });

  it("share values by exports, which stay while they are imported", async () => {
    await create({ A: thing({ Name: "a" }) }, { Outputs: { O: { Value: { Ref: "A" }, Export: { Name: "shared" } } } });
    await cloud.call(CloudFormation.CreateStack, {
      StackName: "t",
      TemplateBody: bodyOf({ B: thing({ Value: { "Fn::ImportValue": "shared" } }) }),
    });
    await cloud.settle();
    expect([...things.made.values()]).toContainEqual({ Value: "a" });
    expect(await cloud.call(CloudFormation.ListImports, { ExportName: "shared" })).toMatchObject({ Imports: ["t"] });
    await cloud.call(CloudFormation.DeleteStack, { StackName: "s" });
    await cloud.settle();
    expect(await stackNamed()).toMatchObject({
      StackStatus: "DELETE_FAILED",
      StackStatusReason: "Export shared cannot be deleted as it is in use by t",
    });
    await cloud.call(CloudFormation.DeleteStack, { StackName: "t" });
    await cloud.settle();
    await cloud.call(CloudFormation.DeleteStack, { StackName: "s" });
    await cloud.settle();
    expect((await cloud.call(CloudFormation.ListExports, {})).Exports).toEqual([]);
  });

  it("are deployed by change sets", async () => {
    const input = {
      StackName: "s",
      ChangeSetName: "c",
      ChangeSetType: "CREATE" as const,
      TemplateBody: bodyOf({ A: thing() }),
    };
    await cloud.call(CloudFormation.CreateChangeSet, input);
    expect(await stackNamed()).toMatchObject({ StackStatus: "REVIEW_IN_PROGRESS" });
    const named = { StackName: "s", ChangeSetName: "c" };
    expect(await cloud.call(CloudFormation.DescribeChangeSet, named)).toMatchObject({
      Status: "CREATE_COMPLETE",
      ExecutionStatus: "AVAILABLE",
      Changes: [{ ResourceChange: { Action: "Add", LogicalResourceId: "A" } }],
    });
    await cloud.call(CloudFormation.ExecuteChangeSet, named);
    await cloud.settle();
    expect(await stackNamed()).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
    await cloud.call(CloudFormation.CreateChangeSet, { ...input, ChangeSetType: "UPDATE", ChangeSetName: "d" });
    expect(await cloud.call(CloudFormation.DescribeChangeSet, { StackName: "s", ChangeSetName: "d" })).toMatchObject({
      Status: "FAILED",
      StatusReason:
        "The submitted information didn't contain changes. Submit different information to create a change set.",
    });
    await expect(cloud.call(CloudFormation.ExecuteChangeSet, { StackName: "s", ChangeSetName: "d" })).rejects.toThrow(
      "cannot be executed in its current status of [FAILED]",
    );
    const changed = {
      ...input,
      ChangeSetType: "UPDATE" as const,
      ChangeSetName: "e",
      TemplateBody: bodyOf({ A: thing({ Fixed: "x" }), B: thing() }),
    };
    const { Id } = await cloud.call(CloudFormation.CreateChangeSet, changed);
    expect((await cloud.call(CloudFormation.DescribeChangeSet, { ChangeSetName: Id ?? "" })).Changes).toMatchObject([
      {
        ResourceChange: {
          Action: "Modify",
          Replacement: "True",
          Details: [{ Target: { Name: "Fixed", RequiresRecreation: "Always" } }],
        },
      },
      { ResourceChange: { Action: "Add" } },
    ]);
    await cloud.call(CloudFormation.ExecuteChangeSet, { ChangeSetName: Id ?? "" });
    await cloud.settle();
    expect(await stackNamed()).toMatchObject({ StackStatus: "UPDATE_COMPLETE" });
    const { Summaries } = await cloud.call(CloudFormation.ListChangeSets, { StackName: "s" });
    expect(Summaries?.map((each) => each.ExecutionStatus)).toEqual(["OBSOLETE", "OBSOLETE", "EXECUTE_COMPLETE"]);
  });

  it("take parameters, keep previous values and mask secrets", async () => {
    const parameters = { Parameters: { P: { Type: "String", NoEcho: true }, Q: { Type: "Number", Default: 5 } } };
    const resources = { A: thing({ Value: { Ref: "P" }, List: [{ Ref: "Q" }] }) };
    await create(resources, parameters, { Parameters: [{ ParameterKey: "P", ParameterValue: "secret" }] });
    expect([...things.made.values()]).toEqual([{ Value: "secret", List: ["5"] }]);
    expect((await stackNamed())?.Parameters).toEqual([
      { ParameterKey: "P", ParameterValue: "****" },
      { ParameterKey: "Q", ParameterValue: "5" },
    ]);
    const { StackEvents = [] } = await cloud.call(CloudFormation.DescribeStackEvents, { StackName: "s" });
    const told = StackEvents.filter(({ LogicalResourceId }) => LogicalResourceId === "A");
    expect(new Set(told.map((event) => event.ResourceProperties))).toEqual(new Set(['{"Value":"****","List":["5"]}']));
    const given = [
      { ParameterKey: "P", UsePreviousValue: true },
      { ParameterKey: "Q", ParameterValue: "6" },
    ];
    await cloud.call(CloudFormation.UpdateStack, { StackName: "s", UsePreviousTemplate: true, Parameters: given });
    await cloud.settle();
    expect([...things.made.values()]).toEqual([{ Value: "secret", List: ["6"] }]);
  });

  it("refuse to be deleted while they are protected", async () => {
    await create({ A: thing() }, {}, { EnableTerminationProtection: true });
    await expect(cloud.call(CloudFormation.DeleteStack, { StackName: "s" })).rejects.toThrow(
      "TerminationProtection is enabled",
    );
    await cloud.call(CloudFormation.UpdateTerminationProtection, {
      StackName: "s",
      EnableTerminationProtection: false,
    });
    await cloud.call(CloudFormation.DeleteStack, { StackName: "s" });
  });
});
