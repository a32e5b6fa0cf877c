/** Names of functions as integrations give them: an ARN, or the URI of an invocation with the ARN in it. */
import { parseArn } from "../../kernel/arn.ts";

const INVOCATION = /^arn:[^:]+:apigateway:[^:]+:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/;
const STAGE_VARIABLE = /\$\{stageVariables\.([A-Za-z0-9_]+)\}/g;

/** The function's ARN in `uri`, or undefined when it names none. */
export function functionArnOf(uri: string): string | undefined {
  const text = INVOCATION.exec(uri)?.[1] ?? uri;
  const arn = parseArn(text);
  const isFunction = arn?.service === "lambda" && /^function:[A-Za-z0-9_-]+(?::[A-Za-z0-9_$-]+)?$/.test(arn.resource);
  return isFunction && arn.region !== "" && /^\d{12}$/.test(arn.account) ? text : undefined;
}

/** Whether stage variables decide which function it is: then only a request can tell. */
export function dependsOnStage(uri: string): boolean {
  return uri.search(STAGE_VARIABLE) >= 0;
}

/** `uri` with the values of stage variables in it; one that is not set is empty. */
export function withStageVariables(uri: string, variables: Readonly<Record<string, string>>): string {
  return uri.replace(STAGE_VARIABLE, (_all, name: string) => variables[name] ?? "");
}
