/** A standard queue keeps no order: a consumer that must not go back in time compares versions. */
import { expect, it } from "vitest";
import { expectDrainsWithin } from "sluice/testing";
import { cloudOf } from "./cloud-of.ts";

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Prices: {Type: "AWS::SQS::Queue"}
  Apply:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: apply.handler
      Runtime: nodejs22.x
      Events: {Prices: {Type: SQS, Properties: {Queue: !GetAtt Prices.Arn, BatchSize: 10}}}
`;

interface Price {
  readonly product: string;
  readonly version: number;
}

type Accepts = (known: Price | undefined, next: Price) => boolean;

it.each<[string, Accepts, version: number]>([
  ["is left with an old price when it takes what comes last", () => true, 1],
  [
    "is left with the newest price when it takes what is newer",
    (known, { version }) => version > (known?.version ?? 0),
    3,
  ],
])("a consumer %s", async (_, accepts, version) => {
  const prices = new Map<string, Price>();
  const cloud = await cloudOf(
    TEMPLATE,
    {
      Apply({ Records }: { Records: { body: string }[] }) {
        // The bodies are those below.
        for (const next of Records.map(({ body }) => JSON.parse(body) as Price)) {
          if (accepts(prices.get(next.product), next)) prices.set(next.product, next);
        }
      },
    },
    // The first message is passed over for the two behind it.
    { faults: [{ fault: "sqs-reorder", count: 1 }] },
  );
  await cloud.queue("Prices").sendBatch([1, 2, 3].map((each) => ({ body: { product: "book", version: each } })));
  await expectDrainsWithin(cloud.queue("Prices"), "1m");
  expect(prices.get("book")?.version).toBe(version);
});
