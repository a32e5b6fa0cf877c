/** What the events of functions have in common, whatever invokes. */
import type { Tree } from "../template/tree.ts";
import type { PublishedAlias } from "./alias.ts";
import { addResource, checkNames, inherited, invalidEvent, mapOf } from "./draft.ts";
import type { Draft } from "./draft.ts";

/** One event of one function. */
export interface FunctionEvent {
  readonly functionId: string;
  readonly eventId: string;
  readonly event: Tree;
  /** The function. */
  readonly resource: Tree;
  /** What is invoked in the function's place. */
  readonly alias: PublishedAlias | undefined;
}

/** Names what an event invokes. */
export function invokedName({ functionId, alias }: Pick<FunctionEvent, "functionId" | "alias">): Tree {
  return { Ref: alias?.id ?? functionId };
}

/** The ARN of what an event invokes; a reference to an alias is that already. */
export function invokedArn({ functionId, alias }: FunctionEvent): Tree {
  return alias === undefined ? { "Fn::GetAtt": [functionId, "Arn"] } : { Ref: alias.id };
}

/** A permission that an event needs. */
interface FunctionPermission {
  /** What tells it from the other permissions of the same event. */
  readonly suffix?: string;
  /** Who may invoke, and on whose behalf. */
  readonly grant: Tree;
}

/** The properties of an event, refused by name where nothing acts upon them. */
export function eventProperties(source: FunctionEvent, known: readonly string[], required: readonly string[]): Tree {
  const { functionId, eventId, event } = source;
  const properties = mapOf(event["Properties"]);
  checkNames(properties, known, `the ${String(event["Type"])} event ${eventId} of ${functionId}`);
  for (const name of required) {
    if (properties[name] === undefined) throw invalidEvent(functionId, eventId, `Missing required property '${name}'.`);
  }
  return properties;
}

/** Lets a service invoke the function. */
export function addPermission(source: FunctionEvent, permission: FunctionPermission, draft: Draft): string {
  const { functionId, eventId, resource } = source;
  const id = `${functionId}${eventId}Permission${permission.suffix ?? ""}`;
  addResource(draft, id, {
    Type: "AWS::Lambda::Permission",
    ...inherited(resource),
    Properties: { Action: "lambda:InvokeFunction", FunctionName: invokedName(source), ...permission.grant },
  });
  return id;
}
