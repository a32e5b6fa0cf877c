/** Failures that no fault makes, but an order in which things may happen. */
import { expect, it } from "vitest";
import type { TestCloud } from "../test-cloud.ts";
import { ExplorationFailed } from "./exploration-failed.ts";
import { explore } from "./explore.ts";

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {CodeUri: ., Handler: index.handler, Runtime: nodejs22.x}}
Resources:
  Orders: {Type: "AWS::SNS::Topic"}
  Reserve: {Type: "AWS::Serverless::Function", Properties: {Events: {O: {Type: SNS, Properties: {Topic: !Ref Orders}}}}}
  Confirm: {Type: "AWS::Serverless::Function", Properties: {Events: {O: {Type: SNS, Properties: {Topic: !Ref Orders}}}}}
`;

it("finds that one subscriber counts on another one having been first", { timeout: 300_000 }, async () => {
  const prepare = async (cloud: TestCloud): Promise<void> => {
    await cloud.deploy(TEMPLATE, { handlers: { Reserve: () => {}, Confirm: () => {} } });
  };
  const orders: string[][] = [];
  const failure: unknown = await explore({ seeds: 50, prepare, faults: ["interleave"] }, async ({ cloud }) => {
    const done: string[] = [];
    orders.push(done);
    await cloud.fn("Reserve").bind(() => void done.push("reserve"));
    await cloud.fn("Confirm").bind(() => void done.push("confirm"));
    await cloud.topic("Orders").publish("order");
    await cloud.settle();
    // However it went in the first seed.
    expect(done).toEqual(orders[0]);
  }).catch((error: unknown) => error);
  if (!(failure instanceof ExplorationFailed)) throw failure;
  expect(orders[0]).toHaveLength(2);
  expect(failure.faults).toMatchObject([
    { fault: "interleave", count: 1, target: expect.stringMatching(/^sns\.deliver:/) },
  ]);
  expect(failure.story).toMatch(
    /fault sns\.deliver:\S+ ok: Fault interleave .* it steps aside, and others that are ready go first/,
  );
});
