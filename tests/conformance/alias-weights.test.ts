/** An alias with weights, over the wire and with real processes: some invocations run the one version, some the other. */
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { zipSync } from "fflate";
import { expect, it } from "vitest";
import { startWireCloud } from "../harness/wire.ts";

const CODE = "exports.handler = async (event, context) => [context.functionVersion, context.invokedFunctionArn];";
const ARN = "arn:aws:lambda:us-east-1:000000000000:function:worker";

it("shares invocations between two versions, and tells which one ran", { timeout: 60_000 }, async () => {
  const cloud = await startWireCloud({ seed: 5 });
  const lambda = new LambdaClient(cloud.clientConfig);
  const worker = { FunctionName: "worker" };
  try {
    await lambda.send(
      new CreateFunctionCommand({
        ...worker,
        Runtime: "nodejs20.x",
        Role: "arn:aws:iam::000000000000:role/worker",
        Handler: "index.handler",
        Code: { ZipFile: zipSync({ "index.js": Buffer.from(CODE) }) },
      }),
    );
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 10, minDelay: 1 }, worker);
    await lambda.send(new PublishVersionCommand(worker));
    await lambda.send(new UpdateFunctionConfigurationCommand({ ...worker, Timeout: 10 }));
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 10, minDelay: 1 }, worker);
    expect(await lambda.send(new PublishVersionCommand(worker))).toMatchObject({ Version: "2", State: "Active" });
    const RoutingConfig = { AdditionalVersionWeights: { "2": 0.5 } };
    await lambda.send(new CreateAliasCommand({ ...worker, Name: "prod", FunctionVersion: "1", RoutingConfig }));
    const executed = new Set<string>();
    for (let count = 0; count < 40; count++) {
      const answer = await lambda.send(new InvokeCommand({ ...worker, Qualifier: "prod" }));
      const result: unknown = JSON.parse(answer.Payload?.transformToString() ?? "");
      expect(result).toEqual([answer.ExecutedVersion, `${ARN}:prod`]);
      executed.add(answer.ExecutedVersion ?? "");
    }
    expect([...executed].toSorted()).toEqual(["1", "2"]);
    expect(cloud.errors).toEqual([]);
  } finally {
    lambda.destroy();
    await cloud.close();
  }
});
