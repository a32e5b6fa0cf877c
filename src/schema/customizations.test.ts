import { describe, expect, it } from "vitest";
import { violationsOf } from "./constraints.ts";
import { CUSTOMIZATIONS } from "./customizations.ts";
import { CloudWatch } from "./generated/cloudwatch.ts";
import { IAM } from "./generated/iam.ts";
import { Lambda } from "./generated/lambda.ts";
import { S3 } from "./generated/s3.ts";
import { SNS } from "./generated/sns.ts";
import { SQS } from "./generated/sqs.ts";
import { STS } from "./generated/sts.ts";
import type { ServiceModel, StructureShape } from "./model.ts";

const MODELS = [CloudWatch, IAM, Lambda, S3, SNS, SQS, STS].map((each) => each.model);

function structure(model: ServiceModel, name: string): StructureShape {
  const shape = model.shapes[name];
  if (shape?.type !== "structure") throw new Error(`${name} is no structure of ${model.metadata.name}`);
  return shape;
}

describe("customizations", () => {
  it.each(Object.entries(CUSTOMIZATIONS))("of %s name only what the model has", (name, customization) => {
    const model = MODELS.find((each) => each.metadata.name === name);
    if (model === undefined) throw new Error(`add ${name} to this test`);
    for (const shapeName of Object.keys(customization.errors ?? {})) {
      expect(structure(model, shapeName).exception).toBe(true);
    }
    for (const [shapeName, members] of Object.entries(customization.queryNames ?? {})) {
      const shape = model.shapes[shapeName];
      const known = shape?.type === "structure" ? Object.keys(shape.members) : ["key", "value"];
      expect(known).toEqual(expect.arrayContaining(Object.keys(members)));
    }
    for (const lists of [customization.queryLists ?? {}, customization.omittedLists ?? {}]) {
      for (const [shapeName, members] of Object.entries(lists)) {
        for (const member of members) expect(structure(model, shapeName).members).toHaveProperty(member);
      }
    }
    for (const [shapeName, members] of Object.entries(customization.memberShapes ?? {})) {
      for (const [member, shape] of Object.entries(members)) {
        expect(structure(model, shapeName).members).toHaveProperty(member);
        expect(model.shapes).toHaveProperty(shape);
      }
    }
    const membersByShape = [
      ...Object.entries(customization.optionalMembers ?? {}),
      ...Object.entries(customization.metadata?.queryJsonNames ?? {}).map(
        ([shapeName, names]) => [shapeName, Object.keys(names)] as const,
      ),
    ];
    for (const [shapeName, members] of membersByShape) {
      expect(Object.keys(structure(model, shapeName).members)).toEqual(expect.arrayContaining([...members]));
    }
    for (const shape of customization.openEnums ?? []) expect(model.shapes).toHaveProperty(shape);
    const operations = [
      ...Object.keys(customization.rootElements ?? {}),
      ...Object.keys(customization.responseCodes ?? {}),
      ...Object.keys(customization.partialContentMembers ?? {}),
      ...(customization.unwrappedOutputs ?? []),
      ...(customization.metadata?.queryRootActions ?? []),
    ];
    for (const operation of operations) expect(model.operations).toHaveProperty(operation);
  });

  it("let SQS answer the query protocol, with the names of its WSDL", () => {
    expect(SQS.model.metadata.protocols).toEqual(["json", "query"]);
    expect(structure(SQS.model, "ReceiveMessageResult").members.Messages?.queryName).toBe("Message");
    expect(SQS.model.operations.SendMessage?.output?.resultWrapper).toBe("SendMessageResult");
  });

  it("let ReceiveMessage take the attributes of messages under the older member's name", () => {
    const input = { QueueUrl: "q", AttributeNames: ["SentTimestamp", "All"] };
    expect(violationsOf(SQS.model, "ReceiveMessageRequest", input)).toEqual([]);
  });

  it("leave the case of S3's filter rules to S3", () => {
    expect(violationsOf(S3.model, "FilterRule", { Name: "Prefix", Value: "a" })).toEqual([]);
  });

  it("name every list and map of SQS, since all are flattened", () => {
    for (const [name, shape] of Object.entries(SQS.model.shapes)) {
      if (shape.type !== "structure") continue;
      for (const [member, use] of Object.entries(shape.members)) {
        const type = SQS.model.shapes[use.shape]?.type;
        if (type === "list" || type === "map") expect(`${name}.${member} ${use.queryName}`).not.toContain("undefined");
      }
    }
  });

  it("give every error of SQS its query code and status", () => {
    for (const [name, shape] of Object.entries(SQS.model.shapes)) {
      if (shape.type === "structure" && shape.exception) {
        expect(`${name} ${shape.error?.code}`).not.toContain("undefined");
      }
    }
    expect(structure(SQS.model, "QueueDoesNotExist").error).toEqual({
      code: "AWS.SimpleQueueService.NonExistentQueue",
      httpStatusCode: 400,
      senderFault: true,
      queryMessage: "The specified queue does not exist for this wsdl version.",
    });
  });

  it("name the root element of every XML answer of S3 that is not a payload", () => {
    for (const operation of Object.values(S3.model.operations)) {
      const output = operation.output && structure(S3.model, operation.output.shape);
      if (output === undefined || output.payload !== undefined) continue;
      const hasBody = Object.values(output.members).some((use) => use.location === undefined);
      // Three answers are called as their shapes are.
      const isAlike = /IntelligentTiering|Annotation/.test(operation.name);
      if (hasBody && !isAlike) expect(`${operation.name} ${operation.output?.locationName}`).not.toContain("undefined");
    }
  });

  it("leave other services as their models are", () => {
    for (const model of [IAM.model, STS.model]) expect(model.metadata.protocols).toEqual(["query"]);
  });
});
