/** Which destinations an event invoke config may name. */
import { parseArn } from "../../../kernel/arn.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import type { DestinationConfig } from "../../../schema/generated/lambda.ts";
import { destinationInvalid, destinationIsItself } from "../errors.ts";
import type { EventInvokeConfig } from "./event-record.ts";

/** Reads a DestinationConfig. @throws the answers to destinations that are invalid, the function itself, or not here */
export function destinationsOf(
  config: DestinationConfig,
  functionArn: string,
): NonNullable<EventInvokeConfig["destinations"]> {
  const onSuccess = config.OnSuccess?.Destination || undefined;
  const onFailure = config.OnFailure?.Destination || undefined;
  for (const destination of [onSuccess, onFailure]) if (destination !== undefined) check(destination, functionArn);
  if (onSuccess !== undefined && parseArn(onSuccess)?.service === "s3") throw destinationInvalid(onSuccess);
  return {
    ...(onSuccess === undefined ? {} : { onSuccess }),
    ...(onFailure === undefined ? {} : { onFailure }),
  };
}

function check(destination: string, functionArn: string): void {
  const arn = parseArn(destination);
  switch (arn?.service) {
    case "lambda":
      if (!arn.resource.startsWith("function:")) throw destinationInvalid(destination);
      if (destination === functionArn || destination.startsWith(`${functionArn}:`)) throw destinationIsItself();
      return;
    case "sqs":
    case "sns":
      if (arn.resource.endsWith(".fifo")) throw destinationInvalid(destination);
      return;
    case "events":
      throw notImplemented("EventBridge event buses as destinations");
    case "s3":
      if (arn.region !== "" || arn.account !== "" || arn.resource.includes("/")) throw destinationInvalid(destination);
      return;
    default:
      throw destinationInvalid(destination);
  }
}
