/** CreateFunction: checks the settings, stores the code, and makes the function, Pending at first. */
import { uuid } from "../../../kernel/random.ts";
import { operation } from "../../../platform/operation.ts";
import { notImplemented, ServiceError } from "../../../platform/service-error.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { Lambda, type FunctionCode } from "../../../schema/generated/lambda.ts";
import { functionExists, roleNotAssumable } from "../errors.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { functionConfiguration, publishedConfiguration, type FunctionRecord } from "../function/function-record.ts";
import { createFunction as storeFunction } from "../function/function-store.ts";
import { settingsOfCreation } from "../function/settings.ts";
import { checkTags } from "../function/tags.ts";
import { publishVersion } from "../function/version-store.ts";
import { storeCode } from "../code/code-store.ts";
import { dropCode } from "../code/code-uses.ts";
import { functions } from "../keyspaces.ts";
import { assumeRole } from "../invocation/credentials.ts";
import { checkTotalSize, layersOf, withLayers } from "../layer/function-layers.ts";

export const createFunction = operation.stream(Lambda.CreateFunction, {
  honours: [
    "FunctionName",
    "Runtime",
    "Role",
    "Handler",
    "Code",
    "Description",
    "Timeout",
    "MemorySize",
    "Publish",
    "VpcConfig",
    "PackageType",
    "DeadLetterConfig",
    "Environment",
    "KMSKeyArn",
    "TracingConfig",
    "Tags",
    "Layers",
    "FileSystemConfigs",
    "Architectures",
    "EphemeralStorage",
    "SnapStart",
    "LoggingConfig",
  ],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  async run(input, at) {
    const { name, arn } = functionReference(input.FunctionName, at);
    const settings = settingsOfCreation(input, at.ports.functions);
    const tags = input.Tags ?? {};
    checkTags(tags, at.caller);
    refuseCode(input.Code);
    if (at.read((read) => functions.has(read.tx, [at.account, at.region, name]))) throw functionExists(name);
    await checkRole(settings.role, { name, arn }, at);
    const layers = layersOf(input.Layers, at);
    const code = await storeCode(input.Code, arn, at);
    try {
      await checkTotalSize(code, layers, at);
      const setup = { ...withLayers(settings, layers), id: uuid(at.random), code };
      return await at.write((write) => {
        const record = storeFunction({ name, setup, tags }, write);
        return input.Publish === true
          ? publishedConfiguration(publishVersion(record, {}, write))
          : functionConfiguration(record);
      });
    } catch (error) {
      await dropCode(code, at);
      throw error;
    }
  },
});

/** Assumes the role once, as Lambda does before it takes it. @throws AWS's answer when that fails */
export async function checkRole(role: string, of: Pick<FunctionRecord, "name" | "arn">, at: AsyncScope): Promise<void> {
  try {
    await assumeRole(role, of, at);
  } catch (error) {
    if (error instanceof ServiceError && error.code !== "NotImplemented") throw roleNotAssumable();
    throw error;
  }
}

function refuseCode(code: FunctionCode): void {
  if (code.SourceKMSKeyArn) throw notImplemented("Code SourceKMSKeyArn");
  if (code.S3ObjectStorageMode === "REFERENCE") throw notImplemented("Code S3ObjectStorageMode REFERENCE");
}
