/** CreateFunctionUrlConfig: an HTTP address for a function. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { urlExists } from "../errors.ts";
import { arnOfFunctionNamed } from "../function/function-name.ts";
import { functionUrls } from "../keyspaces.ts";
import { newUrlId } from "../url/url-address.ts";
import { type FunctionUrlRecord, shownUrl, urlTargetArn } from "../url/url-record.ts";
import { putUrl, requireUrlFunction, urlReference } from "../url/url-store.ts";

export const createFunctionUrlConfig = operation.write(Lambda.CreateFunctionUrlConfig, {
  honours: ["FunctionName", "Qualifier", "AuthType", "Cors", "InvokeMode"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = urlReference(input, at);
    const { name, qualifier } = reference;
    const { account, region, now } = at;
    const invokeMode = input.InvokeMode;
    requireUrlFunction(reference, at);
    const record: FunctionUrlRecord = {
      account,
      region,
      name,
      qualifier,
      urlId: newUrlId(at.random),
      authType: input.AuthType,
      ...(input.Cors === undefined ? {} : { cors: input.Cors }),
      ...(invokeMode === undefined ? {} : { invokeMode }),
      createdAt: now,
      changedAt: now,
    };
    if (functionUrls.has(at.tx, [account, region, name, qualifier])) throw urlExists(urlTargetArn(record));
    putUrl(record, at);
    const { LastModifiedTime: _notYet, InvokeMode, ...shown } = shownUrl(record, at.endpoint);
    // Recorded from AWS: the mode is shown where it was asked for.
    return invokeMode === undefined ? shown : { ...shown, InvokeMode };
  },
});
