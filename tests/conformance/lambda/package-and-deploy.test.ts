/** A template with code in folders, packaged, deployed, changed and removed by the AWS CLI. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lackOf } from "../sqs/python-program.ts";
import { startCommandLine } from "./command-line.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const NO_CLI = lackOf("awscli.clidriver", "awscli");
const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Seconds: {Type: Number}
  Secret: {Type: String, NoEcho: true}
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties: {QueueName: packaged-jobs, VisibilityTimeout: !Ref Seconds}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: packaged-work
      CodeUri: work
      Handler: index.handler
      Runtime: nodejs20.x
      Environment: {Variables: {SECRET: !Ref Secret}}
      Events: {FromJobs: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}
`;
const CODE = `exports.handler = async ({ Records }) => {
  for (const { body } of Records) console.log("worked on", body);
};`;

describe.runIf(NO_CLI === undefined)(
  NO_CLI === undefined ? "the AWS CLI" : `the AWS CLI: not run, since there is no ${NO_CLI}`,
  () => {
    it("packages code, shows what a change set changes, and deploys and removes it", async () => {
      mkdirSync(join(stage.folder, "work"));
      writeFileSync(join(stage.folder, "work", "index.js"), CODE);
      writeFileSync(join(stage.folder, "template.yaml"), TEMPLATE);
      const [template, packaged] = [join(stage.folder, "template.yaml"), join(stage.folder, "packaged.yaml")];
      const cli = startCommandLine(stage);
      await cli.run("s3", "mb", "s3://packages");
      const target = ["--s3-bucket", "packages", "--output-template-file", packaged];
      await cli.run("cloudformation", "package", "--template-file", template, ...target);

      /** Makes a change set, and executes it. Resolves with what it says that it changes. */
      const change = async (type: string, name: string, seconds: number): Promise<unknown> => {
        const set = ["--stack-name", "packaged", "--change-set-name", name];
        const body = ["--template-body", `file://${packaged}`, "--capabilities", "CAPABILITY_IAM"];
        const given = [`ParameterKey=Seconds,ParameterValue=${seconds}`, "ParameterKey=Secret,ParameterValue=hush"];
        const asked = [...set, "--change-set-type", type, ...body, "--parameters", ...given];
        await cli.run("cloudformation", "create-change-set", ...asked);
        const described = await cli.run("cloudformation", "describe-change-set", ...set, "--include-property-values");
        await cli.run("cloudformation", "execute-change-set", ...set);
        return described;
      };
      const created = await change("CREATE", "first", 30);
      expect(JSON.stringify(created)).not.toContain("hush");
      await stage.sqs.sendMessage({ QueueUrl: `${stage.cloud.endpoint}/000000000000/packaged-jobs`, MessageBody: "a" });
      expect(await stage.log("packaged-work")).toContainEqual(expect.stringMatching(/\tworked on a$/));

      expect(await change("UPDATE", "second", 40)).toMatchObject({
        Changes: [
          {
            ResourceChange: {
              LogicalResourceId: "Jobs",
              Action: "Modify",
              Details: [{ Target: { Path: "/Properties/VisibilityTimeout", BeforeValue: "30", AfterValue: "40" } }],
              BeforeContext: JSON.stringify({ Properties: { QueueName: "packaged-jobs", VisibilityTimeout: "30" } }),
            },
          },
        ],
      });
      await cli.run("cloudformation", "delete-stack", "--stack-name", "packaged");
      await cli.run("cloudformation", "wait", "stack-delete-complete", "--stack-name", "packaged");
      expect(await cli.run("lambda", "list-functions")).toEqual({ Functions: [] });
      await cli.end();
    });
  },
);
