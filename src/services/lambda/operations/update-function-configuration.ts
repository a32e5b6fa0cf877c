/** UpdateFunctionConfiguration: what is left out stays as it is. */
import { uuid } from "../../../kernel/random.ts";
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { functionConfiguration } from "../function/function-record.ts";
import { changeSetup, requireChangeable, requireFunction } from "../function/function-store.ts";
import { settingsOfUpdate } from "../function/settings.ts";
import { checkTotalSize, layersOf, withLayers } from "../layer/function-layers.ts";
import { checkRole } from "./create-function.ts";

export const updateFunctionConfiguration = operation.stream(Lambda.UpdateFunctionConfiguration, {
  honours: [
    "FunctionName",
    "Role",
    "Handler",
    "Description",
    "Timeout",
    "MemorySize",
    "VpcConfig",
    "Environment",
    "Runtime",
    "DeadLetterConfig",
    "KMSKeyArn",
    "TracingConfig",
    "RevisionId",
    "Layers",
    "FileSystemConfigs",
    "EphemeralStorage",
    "SnapStart",
    "LoggingConfig",
  ],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  async run(input, at) {
    const reference = functionReference(input.FunctionName, at);
    const before = at.read((read) => requireFunction(reference, read));
    requireChangeable(before, input.RevisionId);
    if (input.Role !== undefined) await checkRole(input.Role, before, at);
    const layers = layersOf(input.Layers, at);
    await checkTotalSize(before.setup.code, layers, at);
    return at.write((write) => {
      const record = requireFunction(reference, write);
      requireChangeable(record, input.RevisionId);
      const settings = settingsOfUpdate(input, record.setup, at.ports.functions);
      const setup = { ...withLayers(settings, layers), id: uuid(write.random), code: record.setup.code };
      return functionConfiguration(changeSetup(record, setup, write));
    });
  },
});
