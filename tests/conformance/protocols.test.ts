/** Every operation of every generated service through each of its protocols, with the AWS SDK as the other side. */
import { inspect, isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/kernel/random.ts";
import { claimantOf } from "../../src/protocol/claim.ts";
import { checkSignature, signatureOf } from "../../src/protocol/sigv4.ts";
import { ApiGateway } from "../../src/schema/generated/apigateway.ts";
import { ApiGatewayV2 } from "../../src/schema/generated/apigatewayv2.ts";
import { CloudFormation } from "../../src/schema/generated/cloudformation.ts";
import { CloudWatch } from "../../src/schema/generated/cloudwatch.ts";
import { IAM } from "../../src/schema/generated/iam.ts";
import { Lambda } from "../../src/schema/generated/lambda.ts";
import { Logs } from "../../src/schema/generated/logs.ts";
import { S3 } from "../../src/schema/generated/s3.ts";
import { SNS } from "../../src/schema/generated/sns.ts";
import { SQS } from "../../src/schema/generated/sqs.ts";
import { STS } from "../../src/schema/generated/sts.ts";
import type { Member, OperationModel, ServiceModel } from "../../src/schema/model.ts";
import { bytesOf, SECRET, sdkClient, type SdkClient } from "./protocols-sdk.ts";
import { converted, ShapeValues } from "./protocols-values.ts";

const MODELS = [ApiGateway, ApiGatewayV2, CloudFormation, CloudWatch, IAM, Lambda, Logs, S3, SNS, SQS, STS].map(
  (each) => each.model,
);
const claimant = claimantOf(MODELS);
const REQUEST_ID = "2f0d7a2e-8c0b-4f5a-9d55-0d6c1f1a7b11";
const ROUNDS = 3;

function isEventStream(model: ServiceModel, operation: OperationModel): boolean {
  return [operation.input?.shape, operation.output?.shape].some((name) => {
    const shape = model.shapes[name ?? ""];
    if (shape?.type !== "structure") return false;
    return Object.values(shape.members).some((use) => {
      const member = model.shapes[use.shape];
      return member?.type === "structure" && member.eventstream === true;
    });
  });
}

/** Members that the SDK itself fills, changes or checks, at the top of an input or output. */
function isSetBySdk(name: string, use: Member): boolean {
  // API Gateway's client asks for JSON whatever the input says.
  if (use.locationName === "Accept") return true;
  // S3's client hashes keys and bodies, refuses checksums that do not fit, and has a date of its own for Expires.
  return /^(Checksum|SSECustomerKey|CopySourceSSECustomerKey|ContentMD5|ContentLength$|Expires$)/.test(name);
}

/** Members that are numbers in the model and strings in the SDK. */
const TYPED_OTHERWISE = new Set(["PartNumberMarker", "NextPartNumberMarker"]);

/** What the SDK adds to requests and answers on its own. */
const ADDED_BY_SDK = {
  input: new Set(["AttributeNames", "ChecksumAlgorithm", "ContentLength", "Error", "accepts"]),
  output: new Set(["Metadata", "StatusCode"]),
};

interface Trip {
  readonly client: SdkClient;
  readonly model: ServiceModel;
  readonly operation: OperationModel;
  readonly protocolName: string;
}

async function roundTrip({ client, model, operation, protocolName }: Trip, seed: number): Promise<void> {
  const values = new ShapeValues(model, seededRandom(seed), ({ shapeName, name, use, depth }) => {
    if (TYPED_OTHERWISE.has(name) || !client.knows(shapeName, name)) return true;
    // In SQS's query protocol two lists have one name, so the SDK's input has one of them only.
    if (protocolName === "query" && shapeName === "ReceiveMessageRequest" && name === "AttributeNames") return true;
    // An empty structure leaves no trace in a query request.
    if (protocolName === "query" && isEmptyStructure(model, use)) return true;
    return depth === 0 && isSetBySdk(name, use);
  });
  const input = operation.input === undefined ? {} : values.structure(operation.input.shape);
  if (input.Bucket !== undefined) input.Bucket = "a-bucket";
  const output = operation.output === undefined ? {} : values.structure(operation.output.shape);
  let seen: unknown;
  client.answer = (request) => {
    const claim = claimant.claim(request);
    if (claim.kind !== "operation") throw new Error(`not claimed: ${claim.kind}`);
    const claimed = `${claim.model.metadata.name} ${claim.operation.name} ${claim.protocol.name}`;
    expect(claimed).toBe(`${model.metadata.name} ${operation.name} ${protocolName}`);
    const signature = signatureOf(request);
    if (signature !== undefined) expect(checkSignature(request, signature, SECRET).matches).toBe(true);
    seen = claim.protocol.readRequest(claim, request);
    return claim.protocol.writeResponse(claim, output, { requestId: REQUEST_ID });
  };
  const received = await client.call(operation.name, converted(model, operation.input?.shape ?? "", input) ?? {});
  const answered = converted(model, operation.output?.shape ?? "", received) ?? {};
  const different = [
    ...differences({ got: await drained(seen), wanted: await drained(input) }, ADDED_BY_SDK.input),
    ...differences({ got: await drained(answered), wanted: await drained(output) }, ADDED_BY_SDK.output),
  ];
  if (different.length > 0) throw new Error(different.join("\n"));
}

function isEmptyStructure(model: ServiceModel, use: Member): boolean {
  const shape = model.shapes[use.shape];
  return shape?.type === "structure" && Object.keys(shape.members).length === 0;
}

interface Pair {
  readonly got: unknown;
  readonly wanted: unknown;
  readonly path?: string;
}

/** Where two values differ, one line each: easier to read than two large objects. */
function differences({ got, wanted, path = "" }: Pair, mayBeAdded: ReadonlySet<string>): string[] {
  const isPlain = (value: unknown): value is object =>
    typeof value === "object" && value !== null && !(value instanceof Uint8Array);
  if (isPlain(got) && isPlain(wanted)) {
    const names = new Set([...Object.keys(got), ...Object.keys(wanted)]);
    return [...names].flatMap((name) => {
      const each = { got: (got as Record<string, unknown>)[name], wanted: (wanted as Record<string, unknown>)[name] };
      if (path === "" && each.wanted === undefined && mayBeAdded.has(name)) return [];
      return differences({ ...each, path: `${path}.${name}` }, mayBeAdded);
    });
  }
  return isDeepStrictEqual(got, wanted) ? [] : [`${path}: got ${inspect(got)}, wanted ${inspect(wanted)}`];
}

async function drained(value: unknown): Promise<unknown> {
  if (value === null || typeof value !== "object") return value;
  const entries = await Promise.all(
    Object.entries(value).map(async ([name, each]: [string, unknown]) => {
      const isStream = each !== null && typeof each === "object" && Symbol.asyncIterator in each;
      return [name, isStream ? await bytesOf(each) : each] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** Operations that are signed for another service, of which there is none here. */
const ELSEWHERE = new Set(["s3 ListDirectoryBuckets", "s3 CreateSession", "s3 WriteGetObjectResponse"]);

function isTripped({ client, model, operation }: Trip): boolean {
  const isElsewhere = ELSEWHERE.has(`${model.metadata.name} ${operation.name}`);
  return client.has(operation.name) && !isElsewhere && !isEventStream(model, operation);
}

for (const model of MODELS) {
  for (const protocolName of model.metadata.protocols) {
    describe(`${model.metadata.name} over ${protocolName}`, () => {
      const client = sdkClient(model.metadata.name, protocolName);
      const trips = Object.values(model.operations)
        .map((operation) => ({ client, model, operation, protocolName }))
        .filter(isTripped);
      it.each(trips.map((trip) => [trip.operation.name, trip] as const))("%s", async (_name, trip) => {
        for (let seed = 1; seed <= ROUNDS; seed++) await roundTrip(trip, seed);
      });
    });
  }
}
