import { expect, it } from "vitest";
import type { ResourceScope } from "./resource-type.ts";
import { droppedTags, isOfStack, isOwn, systemTags, tagList, tagRecord, tagsWith } from "./stack-tags.ts";

// Tags are decided by these members of the scope alone.
const at = {
  stackId: "arn:aws:cloudformation:us-east-1:000000000000:stack/shop/1",
  stackName: "shop",
  logicalId: "Orders",
  stackTags: { stage: "test", team: "of the stack" },
} as unknown as ResourceScope;

it("a resource's tags are the stack's, its own, which win, and CloudFormation's, which win over both", () => {
  expect(tagsWith({ team: "own", "aws:cloudformation:logical-id": "Forged" }, at)).toEqual({
    stage: "test",
    team: "own",
    "aws:cloudformation:stack-id": at.stackId,
    "aws:cloudformation:stack-name": "shop",
    "aws:cloudformation:logical-id": "Orders",
  });
});

it.each([
  ["its own", systemTags(at), { own: true, ofStack: true }],
  ["another resource's", systemTags({ ...at, logicalId: "Other" }), { own: false, ofStack: true }],
  ["another stack's", systemTags({ ...at, stackId: "arn:other" }), { own: false, ofStack: false }],
  ["nobody's", { team: "own" }, { own: false, ofStack: false }],
  ["of what has none", undefined, { own: false, ofStack: false }],
])("tells tags that are %s", (_, tags, { own, ofStack }) => {
  expect(isOwn(tags, at)).toBe(own);
  expect(isOfStack(tags, at)).toBe(ofStack);
});

it("drops tags that the template has no more, and never AWS's own", () => {
  const current = { a: "1", b: "1", constructor: "1", ...systemTags(at) };
  expect(droppedTags(current, { b: "2" })).toEqual(["a", "constructor"]);
});

it("tags go from map to list and back", () => {
  const list = [
    { Key: "a", Value: "1" },
    { Key: "b", Value: "" },
  ];
  expect(tagList({ a: "1", b: "" })).toEqual(list);
  expect(tagRecord(list)).toEqual({ a: "1", b: "" });
});
