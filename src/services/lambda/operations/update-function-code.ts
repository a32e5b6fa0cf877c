/** UpdateFunctionCode: new code for a function; invocations run the code before until it is applied. */
import { uuid } from "../../../kernel/random.ts";
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { storeCode } from "../code/code-store.ts";
import { dropCode } from "../code/code-uses.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { functionConfiguration, publishedConfiguration } from "../function/function-record.ts";
import { changeSetup, requireChangeable, requireFunction } from "../function/function-store.ts";
import { publishVersion } from "../function/version-store.ts";
import { checkTotalSize } from "../layer/function-layers.ts";

export const updateFunctionCode = operation.stream(Lambda.UpdateFunctionCode, {
  honours: [
    "FunctionName",
    "ZipFile",
    "S3Bucket",
    "S3Key",
    "S3ObjectVersion",
    "Architectures",
    "Publish",
    "DryRun",
    "RevisionId",
  ],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  async run(input, at) {
    const reference = functionReference(input.FunctionName, at);
    const before = at.read((read) => requireFunction(reference, read));
    requireChangeable(before, input.RevisionId);
    const code = await storeCode(input, before.arn, at);
    try {
      await checkTotalSize(code, before.setup.layers, at);
      if (input.DryRun === true) {
        await dropCode(code, at);
        return functionConfiguration({ ...before, setup: { ...before.setup, code } });
      }
      return await at.write((write) => {
        const record = requireFunction(reference, write);
        requireChangeable(record, input.RevisionId);
        const architecture = input.Architectures?.[0] ?? record.setup.architecture;
        const changed = changeSetup(record, { ...record.setup, id: uuid(write.random), architecture, code }, write);
        return input.Publish === true
          ? publishedConfiguration(publishVersion(changed, {}, write))
          : functionConfiguration(changed);
      });
    } catch (error) {
      await dropCode(code, at);
      throw error;
    }
  },
});
