/** AWS::Lambda::Function: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
import type {
  ResourceInstance,
  ResourceProperties,
  ResourceScope,
  ResourceType,
} from "../../../platform/resource-type.ts";
import { asStack, unlessRefused } from "../../../platform/stack-caller.ts";
import { isOwn, tagsWith } from "../../../platform/stack-tags.ts";
import {
  given,
  listOf,
  recordOf,
  tagsWithOptionalValues,
  textMapOf,
  textOf,
  wholeNumberOf,
} from "../../../platform/template-values.ts";
import {
  Lambda,
  type CreateFunctionRequest,
  type FunctionCode,
  type UpdateFunctionConfigurationRequest,
} from "../../../schema/generated/lambda.ts";
import { functionExists, inlineCodeNotOf } from "../errors.ts";
import { functionArn } from "../function/function-name.ts";
import { whenApplied } from "../function/function-store.ts";
import { FUNCTION_NAME_LENGTH_MAX } from "../limits.ts";
import { retag } from "./retag.ts";

/** Properties that UpdateFunctionConfiguration changes. */
const CONFIGURATION = [
  "Role",
  "Handler",
  "Runtime",
  "Description",
  "Timeout",
  "MemorySize",
  "Environment",
  "DeadLetterConfig",
  "EphemeralStorage",
  "LoggingConfig",
  "TracingConfig",
  "VpcConfig",
  "Layers",
  "FileSystemConfigs",
  "SnapStart",
  "KmsKeyArn",
] as const;

export const functionResource: ResourceType = {
  type: "AWS::Lambda::Function",
  properties: [
    ...CONFIGURATION,
    "FunctionName",
    "PackageType",
    "Code",
    "Architectures",
    "ReservedConcurrentExecutions",
    "Tags",
  ],
  required: ["Code", "Role"],
  replacedBy: ["FunctionName", "PackageType"],

  async create(properties, at) {
    const name = textOf(properties["FunctionName"]) ?? at.generatedName(FUNCTION_NAME_LENGTH_MAX);
    const creation = await creationOf(name, properties, at);
    const made = await unlessRefused(
      ["ResourceConflictException"],
      at.call(Lambda.CreateFunction, creation, asStack(at)),
    );
    if (made === undefined) await requireOwn(name, at);
    await whenApplied(name, at);
    await reserve(name, properties, at);
    return instanceOf(name, at);
  },

  async update(instance, { properties, previous }, at) {
    const name = instance.physicalId;
    await whenApplied(name, at);
    if (differs(CONFIGURATION, properties, previous)) {
      const change = { FunctionName: name, ...configurationOf(properties) };
      await at.call(Lambda.UpdateFunctionConfiguration, change, asStack(at));
      await whenApplied(name, at);
    }
    if (differs(["Code", "Architectures"], properties, previous)) {
      const Architectures = architecturesOf(properties) ?? ["x86_64"];
      const change = { FunctionName: name, Architectures, ...(await codeOf(properties)) };
      await at.call(Lambda.UpdateFunctionCode, change, asStack(at));
      await whenApplied(name, at);
    }
    await reserve(name, properties, at);
    await retag(functionArn(at, name), properties, at);
    return instanceOf(name, at);
  },

  async delete(instance, _properties, at) {
    await unlessRefused(
      ["ResourceNotFoundException"],
      at.call(Lambda.DeleteFunction, { FunctionName: instance.physicalId }, asStack(at)),
    );
  },
};

function instanceOf(name: string, at: ResourceScope): ResourceInstance {
  return { physicalId: name, attributes: { Arn: functionArn(at, name) } };
}

/** A creation that a crash interrupted finds what it made; somebody else's function of that name is an error. */
async function requireOwn(name: string, at: ResourceScope): Promise<void> {
  const { Tags: tags } = await at.call(Lambda.GetFunction, { FunctionName: name }, asStack(at));
  if (!isOwn(tags, at)) throw functionExists(name);
}

async function creationOf(
  name: string,
  properties: ResourceProperties,
  at: ResourceScope,
): Promise<CreateFunctionRequest> {
  const members = {
    FunctionName: name,
    Code: await codeOf(properties),
    PackageType: textOf(properties["PackageType"]),
    Architectures: architecturesOf(properties),
    Tags: tagsWith(tagsWithOptionalValues(properties["Tags"]), at),
    ...sharedOf(properties),
  };
  // The operation checks every value again: what is not of its type there is refused there.
  return given(members) as CreateFunctionRequest;
}

/** All settings: a property that left the template goes back to its default. */
function configurationOf(properties: ResourceProperties): Omit<UpdateFunctionConfigurationRequest, "FunctionName"> {
  const defaults = {
    Description: "",
    Timeout: 3,
    MemorySize: 128,
    Environment: {},
    DeadLetterConfig: { TargetArn: "" },
    EphemeralStorage: { Size: 512 },
    LoggingConfig: {},
    Layers: [],
  };
  return { ...defaults, ...given(sharedOf(properties)) } as Omit<UpdateFunctionConfigurationRequest, "FunctionName">;
}

/** The properties that have the same form in CreateFunction and UpdateFunctionConfiguration. */
function sharedOf(properties: ResourceProperties): Readonly<Record<string, unknown>> {
  const environment = recordOf(properties["Environment"]);
  const storage = recordOf(properties["EphemeralStorage"]);
  return {
    Role: textOf(properties["Role"]),
    Handler: textOf(properties["Handler"]),
    Runtime: textOf(properties["Runtime"]),
    Description: textOf(properties["Description"]),
    Timeout: wholeNumberOf(properties["Timeout"]),
    MemorySize: wholeNumberOf(properties["MemorySize"]),
    Environment: environment && given({ Variables: textMapOf(environment["Variables"]) }),
    DeadLetterConfig: recordOf(properties["DeadLetterConfig"]),
    EphemeralStorage: storage && { Size: wholeNumberOf(storage["Size"]) },
    LoggingConfig: recordOf(properties["LoggingConfig"]),
    TracingConfig: recordOf(properties["TracingConfig"]),
    VpcConfig: recordOf(properties["VpcConfig"]),
    Layers: listOf(properties["Layers"]),
    FileSystemConfigs: listOf(properties["FileSystemConfigs"]),
    SnapStart: recordOf(properties["SnapStart"]),
    KMSKeyArn: textOf(properties["KmsKeyArn"]),
  };
}

function architecturesOf(properties: ResourceProperties): CreateFunctionRequest["Architectures"] {
  // Checked against the model's values by the operation.
  return listOf(properties["Architectures"]) as CreateFunctionRequest["Architectures"];
}

async function codeOf(properties: ResourceProperties): Promise<FunctionCode> {
  const { ZipFile: source, ...others } = recordOf(properties["Code"]) ?? {};
  // The operation checks every value again.
  const code = others as FunctionCode;
  if (source === undefined) return code;
  return {
    ...code,
    ZipFile: await inlineArchive(textOf(source) ?? "", textOf(properties["Runtime"]) ?? ""),
  };
}

/** The time in an archive of inline code: the same source always makes the same archive. */
const ARCHIVE_TIME = "1980-01-01T00:00:00Z";

/**
 * CloudFormation puts inline source into a file named index, of the two languages in which it takes it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
 */
async function inlineArchive(source: string, runtime: string): Promise<Uint8Array> {
  if (!/^(nodejs|python)/.test(runtime)) throw inlineCodeNotOf(runtime);
  // Loaded with the first inline function: the start of every server would pay for it otherwise.
  const { zipSync } = await import("fflate");
  const file = runtime.startsWith("python") ? "index.py" : "index.js";
  return zipSync({ [file]: [Buffer.from(source), { mtime: ARCHIVE_TIME }] });
}

async function reserve(name: string, properties: ResourceProperties, at: ResourceScope): Promise<void> {
  const reserved = wholeNumberOf(properties["ReservedConcurrentExecutions"]);
  const { ReservedConcurrentExecutions: current } = await at.call(
    Lambda.GetFunctionConcurrency,
    { FunctionName: name },
    asStack(at),
  );
  if (reserved === current) return;
  if (reserved === undefined) await at.call(Lambda.DeleteFunctionConcurrency, { FunctionName: name }, asStack(at));
  else {
    const reservation = { FunctionName: name, ReservedConcurrentExecutions: reserved };
    await at.call(Lambda.PutFunctionConcurrency, reservation, asStack(at));
  }
}

/** Whether one of the properties differs between two versions of a resource. */
function differs(names: readonly string[], left: ResourceProperties, right: ResourceProperties): boolean {
  return names.some((name) => JSON.stringify(left[name]) !== JSON.stringify(right[name]));
}
