/** PutFunctionEventInvokeConfig: replaces the settings of asynchronous invocation. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { destinationsOf } from "../asynchronous/destinations.ts";
import { shownConfig, type EventInvokeConfig } from "../asynchronous/event-record.ts";
import { eventInvokeConfigEmpty, eventInvokeConfigFunctionMissing } from "../errors.ts";
import { arnOfFunctionNamed, runnableReference } from "../function/function-name.ts";
import { eventInvokeConfigs, functions } from "../keyspaces.ts";

export const putFunctionEventInvokeConfig = operation.write(Lambda.PutFunctionEventInvokeConfig, {
  honours: ["FunctionName", "Qualifier", "MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const { name, arn } = runnableReference(input.FunctionName, at, input.Qualifier);
    const row = [at.account, at.region, name] as const;
    const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age, DestinationConfig: destinations } = input;
    if (attempts === undefined && age === undefined && destinations === undefined) throw eventInvokeConfigEmpty();
    if (!functions.has(at.tx, row)) throw eventInvokeConfigFunctionMissing();

    const config: EventInvokeConfig = {
      ...(attempts === undefined ? {} : { maximumRetryAttempts: attempts }),
      ...(age === undefined ? {} : { maximumEventAgeSeconds: age }),
      ...(destinations === undefined ? {} : { destinations: destinationsOf(destinations, arn) }),
      lastModified: at.now,
    };
    eventInvokeConfigs.put(at.tx, row, config);
    return shownConfig(config, arn);
  },
});
