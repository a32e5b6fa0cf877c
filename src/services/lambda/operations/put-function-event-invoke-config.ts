/** PutFunctionEventInvokeConfig: replaces the settings of asynchronous invocation. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { destinationsOf } from "../asynchronous/destinations.ts";
import { configuredArn, shownConfig, type EventInvokeConfig } from "../asynchronous/event-record.ts";
import { eventInvokeConfigEmpty, eventInvokeConfigFunctionMissing } from "../errors.ts";
import { arnOfFunctionNamed, functionReference, settingsName } from "../function/function-name.ts";
import { findFunction } from "../function/find-function.ts";
import { eventInvokeConfigs } from "../keyspaces.ts";

export const putFunctionEventInvokeConfig = operation.write(Lambda.PutFunctionEventInvokeConfig, {
  honours: ["FunctionName", "Qualifier", "MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = functionReference(input.FunctionName, at, input.Qualifier);
    const row = [at.account, at.region, settingsName(reference)] as const;
    const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age, DestinationConfig: destinations } = input;
    if (attempts === undefined && age === undefined && destinations === undefined) throw eventInvokeConfigEmpty();
    if (findFunction(reference, at) === undefined) throw eventInvokeConfigFunctionMissing();

    const config: EventInvokeConfig = {
      ...(attempts === undefined ? {} : { maximumRetryAttempts: attempts }),
      ...(age === undefined ? {} : { maximumEventAgeSeconds: age }),
      ...(destinations === undefined ? {} : { destinations: destinationsOf(destinations, reference.arn) }),
      lastModified: at.now,
    };
    eventInvokeConfigs.put(at.tx, row, config);
    return shownConfig(config, configuredArn(reference));
  },
});
