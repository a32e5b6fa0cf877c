/** Where subscription filters send events: Lambda functions that let CloudWatch Logs invoke them. */
import { parseArn } from "../../../kernel/arn.ts";
import { invariant } from "../../../kernel/invariant.ts";
import type { AsyncScope, CallAs, Place } from "../../../platform/scope.ts";
import { notImplemented, ServiceError } from "../../../platform/service-error.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import {
  destinationElsewhere,
  functionNotExecutable,
  invalidDestination,
  ownLogGroup,
  roleForFunction,
} from "../errors.ts";
import { groupArn } from "../group/group.ts";

/** What a request says of its destination. */
interface GivenDestination {
  readonly logGroupName: string;
  readonly destinationArn: string;
  readonly roleArn?: string | undefined;
}

const OTHER_DESTINATIONS: ReadonlyMap<string, string> = new Map([
  ["kinesis", "Kinesis data streams as destinations of subscription filters"],
  ["firehose", "Firehose delivery streams as destinations of subscription filters"],
  ["logs", "logical destinations of subscription filters"],
]);

/**
 * Checks all that can be seen without asking the function.
 * @throws ServiceError for what is no function of this place, and NotImplemented for other kinds of destination
 */
export function checkDestination({ logGroupName, destinationArn, roleArn }: GivenDestination, place: Place): void {
  const arn = parseArn(destinationArn);
  const other = OTHER_DESTINATIONS.get(arn?.service ?? "");
  if (other !== undefined) throw notImplemented(other);
  const name = functionNameOf(destinationArn);
  if (arn === undefined || name === undefined) throw invalidDestination(destinationArn);
  if (roleArn !== undefined) throw roleForFunction();
  if (arn.account !== place.account) throw destinationElsewhere();
  if (arn.region !== place.region) throw functionNotExecutable();
  // What the function says would come back to it without end.
  if (logGroupName === `/aws/lambda/${name}`) throw ownLogGroup();
}

/** @throws ServiceError InvalidParameterException when the function is not there, or does not let CloudWatch Logs invoke it */
export async function askDestination(group: string, destinationArn: string, at: AsyncScope): Promise<void> {
  const as = callAsGroup({ logGroupName: group, destinationArn, cause: at.cause }, at);
  try {
    await at.call(Lambda.Invoke, { FunctionName: destinationArn, InvocationType: "DryRun" }, as);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.retryable) throw error;
    throw functionNotExecutable();
  }
}

/**
 * The caller that forwarded events come from. The source that policies of functions name ends with `:*`:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export function callAsGroup(
  act: { readonly logGroupName: string; readonly destinationArn: string; readonly cause: string },
  place: Place,
): CallAs {
  const arn = parseArn(act.destinationArn);
  invariant(arn !== undefined, "the ARN of a destination was checked when the filter was put");
  return {
    principal: "logs.amazonaws.com",
    sourceArn: `${groupArn(place, act.logGroupName)}:*`,
    account: arn.account,
    region: arn.region,
    cause: act.cause,
  };
}

function functionNameOf(destinationArn: string): string | undefined {
  const arn = parseArn(destinationArn);
  return arn?.service === "lambda" ? /^function:([\w-]+)(?::[\w$-]+)?$/.exec(arn.resource)?.[1] : undefined;
}
