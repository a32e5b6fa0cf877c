/** Who a request is taken to come from. */
import { describe, expect, it } from "vitest";
import { startWireCloud, ask } from "../../tests/harness/wire.ts";

const COMMON = "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=0, Credential=";
const authorization = (key: string, region = "us-east-1"): string =>
  `${COMMON}${key}/20260115/${region}/sts/aws4_request`;

describe("a caller", () => {
  it.each([
    ["nobody", undefined, "localhost", "000000000000"],
    ["a key of twelve digits", authorization("123456789012"), "localhost", "123456789012"],
    ["any other key", authorization("test"), "localhost", "000000000000"],
    [
      "a key of AWS's form that this cloud did not issue",
      authorization("AKIAIOSFODNN7EXAMPLE"),
      "localhost",
      "000000000000",
    ],
  ])("with %s has its account", async (_, header, host, account) => {
    const cloud = await startWireCloud();
    try {
      const answer = await ask(cloud, {
        headers: {
          host,
          "content-type": "application/x-www-form-urlencoded",
          "x-amz-date": "20260115T120000Z",
          ...(header === undefined ? {} : { authorization: header }),
        },
        body: "Action=GetCallerIdentity&Version=2011-06-15",
      });
      expect(answer.status).toBe(200);
      expect(answer.body).toContain(`<Account>${account}</Account>`);
      expect(cloud.errors).toEqual([]);
    } finally {
      await cloud.close();
    }
  });

  it.each([
    ["sqs.eu-west-1.localhost", undefined, "eu-west-1"],
    ["localhost", undefined, "us-east-1"],
    ["sqs.eu-west-1.localhost", authorization("test", "ap-south-1"), "ap-south-1"],
  ])("at %s, signed %s, calls the region %s", async (host, header, region) => {
    const cloud = await startWireCloud();
    const call = (operation: string, body: object, headers: Record<string, string>) =>
      ask(cloud, {
        headers: {
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": `AmazonSQS.${operation}`,
          "x-amz-date": "20260115T120000Z",
          ...headers,
        },
        body: JSON.stringify(body),
      });
    try {
      const asked = { host, ...(header === undefined ? {} : { authorization: header }) };
      expect((await call("CreateQueue", { QueueName: "q" }, asked)).status).toBe(200);
      const there = await call("ListQueues", {}, { authorization: authorization("test", region) });
      expect(there.body).toContain("/q");
    } finally {
      await cloud.close();
    }
  });
});
