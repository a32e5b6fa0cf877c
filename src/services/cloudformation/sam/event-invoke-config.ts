/** EventInvokeConfig: what becomes of asynchronous invocations, and queues and topics for those that name none. */
import { notImplemented } from "../../../platform/service-error.ts";
import type { Tree } from "../template/tree.ts";
import { addResource, checkNames, inherited, invalidResource, mapOf, pick } from "./draft.ts";
import type { Draft } from "./draft.ts";
import type { FunctionEvent } from "./event.ts";

interface DestinationKind {
  readonly action: string;
  /** Set where the action is upon what the destination has in it. */
  readonly isBucket?: true;
  /** The type that is made when no destination is named, and the end of its logical id. */
  readonly made?: { readonly type: string; readonly suffix: string; readonly arn: (id: string) => Tree };
}

const KINDS: ReadonlyMap<unknown, DestinationKind> = new Map<unknown, DestinationKind>([
  [
    "SQS",
    {
      action: "sqs:SendMessage",
      made: { type: "AWS::SQS::Queue", suffix: "Queue", arn: (id) => ({ "Fn::GetAtt": [id, "Arn"] }) },
    },
  ],
  ["SNS", { action: "sns:publish", made: { type: "AWS::SNS::Topic", suffix: "Topic", arn: (id) => ({ Ref: id }) } }],
  ["Lambda", { action: "lambda:InvokeFunction" }],
  ["S3", { action: "s3:PutObject", isBucket: true }],
]);

/** Adds what the settings generate; answers the inline policies that the function's role then needs. */
export function expandEventInvokeConfig(
  id: string,
  { resource, alias }: Pick<FunctionEvent, "resource" | "alias">,
  draft: Draft,
): readonly Tree[] {
  const { EventInvokeConfig: given } = mapOf(resource["Properties"]);
  if (given === undefined) return [];
  const config = mapOf(given);
  const plain = ["MaximumEventAgeInSeconds", "MaximumRetryAttempts"];
  checkNames(config, [...plain, "DestinationConfig"], `EventInvokeConfig (of ${id})`);
  const destinations = mapOf(config["DestinationConfig"]);
  checkNames(destinations, ["OnSuccess", "OnFailure"], `DestinationConfig (of ${id})`);
  const policies: Tree[] = [];
  const resolved: Record<string, Tree> = {};
  for (const name of ["OnSuccess", "OnFailure"]) {
    if (destinations[name] === undefined) continue;
    const { Type: type, Destination: destination } = mapOf(destinations[name]);
    const kind = KINDS.get(type);
    if (kind === undefined) throw notImplemented(`the destination type ${JSON.stringify(type)} (of ${id})`);
    const madeId = `${id}EventInvokeConfig${name}${kind.made?.suffix ?? ""}`;
    if (destination === undefined && kind.made === undefined) {
      throw invalidResource(id, "Destination is required if Type is not {SQS, SNS}");
    }
    const arn = destination ?? kind.made?.arn(madeId);
    if (destination === undefined) {
      addResource(draft, madeId, { Type: kind.made?.type, ...inherited(resource), Properties: {} });
    }
    resolved[name] = { Destination: arn };
    policies.push({
      PolicyName: `${id}EventInvokeConfig${name}${String(type)}Policy`,
      PolicyDocument: { Statement: statementsOf(kind, arn) },
    });
  }
  addResource(draft, `${id}EventInvokeConfig`, {
    Type: "AWS::Lambda::EventInvokeConfig",
    // Nothing refers to the alias: its name is all that a qualifier takes.
    ...(alias === undefined ? {} : { DependsOn: alias.id }),
    ...inherited(resource),
    Properties: {
      ...(Object.keys(resolved).length === 0 ? {} : { DestinationConfig: resolved }),
      FunctionName: { Ref: id },
      ...pick(config, plain),
      Qualifier: alias?.name ?? "$LATEST",
    },
  });
  return policies;
}

/** To put an object, Lambda must be allowed to look into the bucket too. */
function statementsOf({ action, isBucket }: DestinationKind, arn: unknown): readonly Tree[] {
  if (isBucket === undefined) return [{ Action: action, Effect: "Allow", Resource: arn }];
  return [
    { Action: action, Effect: "Allow", Resource: { "Fn::Join": ["/", [arn, "*"]] } },
    { Action: "s3:ListBucket", Effect: "Allow", Resource: arn },
  ];
}
