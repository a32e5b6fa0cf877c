/** The task that makes a resource as the template wants it: created, changed in place, replaced, or left alone. */
import type { EffectRun } from "../../../platform/effects/effect.ts";
import { resourceTypes } from "../../../platform/resource-type.ts";
import type { ResourceInstance, ResourceType } from "../../../platform/resource-type.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { validationError } from "../errors.ts";
import { resources } from "../keyspaces.ts";
import type { ResourceRecord, StackRecord } from "./stack-record.ts";
import { resolvedProperties } from "../template/check-resources.ts";
import type { ResourceDeclaration } from "../template/template.ts";
import { sameData } from "../template/tree.ts";
import type { Tree } from "../template/tree.ts";
import { evaluateContent, exportsOf } from "./content.ts";
import { evaluatedStack } from "./evaluated-stack.ts";
import { failureReason } from "./failure.ts";
import { failOperation } from "./next-phase.ts";
import type { OperationRecord, Touched } from "./operation-record.ts";
import { changedProperties } from "./plan.ts";
import { resourceScope } from "./resource-scope.ts";
import { StackWriter } from "./writer.ts";

/** What a step works on. */
export interface Work {
  readonly stack: StackRecord;
  readonly operation: OperationRecord;
  readonly run: EffectRun;
}

interface Wanted {
  readonly declaration: ResourceDeclaration;
  readonly type: ResourceType;
  readonly properties: Tree;
}

export async function applyResource(logicalId: string, work: Work, at: AsyncScope): Promise<void> {
  let wanted: Wanted;
  try {
    wanted = wantedResource(logicalId, work.stack, at);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    await failBeforeStart({ logicalId, reason: error.message }, work, at);
    return;
  }
  const current = at.read((read) => resources.get(read.tx, [at.account, at.region, work.stack.id, logicalId]));
  const how = howToApply(wanted, current, work);
  if (how === undefined) {
    await at.write((write) => advance(new StackWriter(write, work.stack.id), work.operation));
    return;
  }
  const started = await start(how, { wanted, current, work }, at);
  let instance: ResourceInstance;
  try {
    instance = await carryOut(how, { wanted, started, work }, at);
  } catch (error) {
    const reason = failureReason(error, work.run, at.random);
    await at.write((write) => fail(new StackWriter(write, work.stack.id), started, reason));
    at.record({
      kind: "cloudformation.resource",
      resource: work.stack.id,
      outcome: "failed",
      reason,
      subject: logicalId,
    });
    return;
  }
  await at.write((write) => finish(new StackWriter(write, work.stack.id), { how, wanted, started, instance }));
  at.record({ kind: "cloudformation.resource", resource: work.stack.id, outcome: "ok", subject: logicalId });
}

function wantedResource(logicalId: string, stack: StackRecord, at: AsyncScope): Wanted {
  const evaluated = evaluatedStack(stack, at);
  const declaration = evaluated.resources.get(logicalId);
  const type = at.local(resourceTypes).get(declaration?.type ?? "");
  if (declaration === undefined || type === undefined) {
    throw validationError(`Unrecognized resource types: [${declaration?.type ?? logicalId}]`);
  }
  const properties = at.read((read) =>
    resolvedProperties(declaration.properties, {
      ...evaluated.environment,
      resource: (id) => resources.get(read.tx, [at.account, at.region, stack.id, id])?.instance,
      exported: exportsOf(read),
    }),
  );
  return { declaration, type, properties };
}

type How = "created" | "updated" | "replaced" | "described";

/** What is to be done; undefined when the resource is already as it is wanted. A step that was begun goes on as it began. */
function howToApply(
  { declaration, type, properties }: Wanted,
  current: ResourceRecord | undefined,
  work: Work,
): How | undefined {
  const begun = work.operation.touched.find((touched) => touched.logicalId === declaration.logicalId);
  if (begun !== undefined) return begun.how;
  if (current?.instance === undefined || current.status === "DELETE_COMPLETE") return "created";
  if (current.type !== type.type) return "replaced";
  const changed = changedProperties(current.properties, properties);
  if (changed.some((name) => type.replacedBy.includes(name))) return "replaced";
  // What was left half changed by a failed update is brought to what is wanted, whatever was noted of it.
  const isUncertain = current.status.endsWith("_FAILED");
  if (changed.length > 0 || isUncertain || !sameData(current.stackTags, work.stack.tags)) return "updated";
  return sameData(current.metadata ?? null, declaration.metadata ?? null) ? undefined : "described";
}

interface Started {
  readonly resource: ResourceRecord;
  readonly before: ResourceRecord | undefined;
  readonly operation: OperationRecord;
}

/** Notes what begins, before it begins: after a crash the same is done again, under the same name. */
async function start(
  how: How,
  {
    wanted,
    current,
    work,
  }: { readonly wanted: Wanted; readonly current: ResourceRecord | undefined; readonly work: Work },
  at: AsyncScope,
): Promise<Started> {
  const { logicalId } = wanted.declaration;
  const begun = work.operation.touched.find((touched) => touched.logicalId === logicalId);
  if (begun !== undefined && current !== undefined) {
    return { resource: current, before: begun.before, operation: work.operation };
  }
  return at.write((write) => {
    const writer = new StackWriter(write, work.stack.id);
    const isNew = how === "created" || how === "replaced";
    const resource: ResourceRecord = {
      logicalId,
      type: wanted.type.type,
      status: how === "created" ? "CREATE_IN_PROGRESS" : "UPDATE_IN_PROGRESS",
      statusReason: undefined,
      instance: how === "created" ? undefined : current?.instance,
      properties: how === "created" ? wanted.properties : (current?.properties ?? {}),
      stackTags: current?.stackTags ?? [],
      suffix: isNew || current === undefined ? writer.newSuffix() : current.suffix,
      metadata: current?.metadata,
      updatedAt: write.now,
    };
    const before = how === "created" ? undefined : current;
    const touched: Touched = { logicalId, how: how === "described" ? "updated" : how, before };
    // A creation is undone by removing what there is: of it only the resource under way is of interest.
    const earlier = work.operation.kind === "create" ? [] : work.operation.touched;
    const operation = { ...work.operation, touched: [...earlier, touched] };
    writer.put(resource);
    writer.tell(
      { ...resource, properties: wanted.properties },
      resource.status,
      how === "replaced" ? REPLACING : undefined,
    );
    writer.keep(operation);
    return { resource, before, operation };
  });
}

const REPLACING = "Requested update requires the creation of a new physical resource; hence creating one.";

async function carryOut(
  how: How,
  { wanted, started, work }: { readonly wanted: Wanted; readonly started: Started; readonly work: Work },
  at: AsyncScope,
): Promise<ResourceInstance> {
  const { stack } = work;
  const { logicalId } = wanted.declaration;
  const { suffix, instance } = started.resource;
  const scope = resourceScope(at, {
    stackId: stack.id,
    stackName: stack.name,
    logicalId,
    stackTags: stack.tags,
    suffix,
  });
  if (how === "described" && instance !== undefined) return instance;
  if (how === "updated" && instance !== undefined) {
    const change = { properties: wanted.properties, previous: started.resource.properties };
    return wanted.type.update(instance, change, scope);
  }
  const made = await wanted.type.create(wanted.properties, scope);
  if (how === "replaced" && made.physicalId === instance?.physicalId) throw customNamed(made.physicalId);
  return made;
}

function customNamed(name: string): ServiceError {
  return validationError(
    `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${name} and update the stack again.`,
  );
}

interface Done {
  readonly how: How;
  readonly wanted: Wanted;
  readonly started: Started;
  readonly instance: ResourceInstance;
}

function finish(writer: StackWriter, { how, wanted, started, instance }: Done): void {
  const { before, operation } = started;
  const resource: ResourceRecord = {
    ...started.resource,
    instance,
    properties: wanted.properties,
    stackTags: writer.stack.tags,
    metadata: wanted.declaration.metadata,
    status: how === "created" ? "CREATE_COMPLETE" : "UPDATE_COMPLETE",
    statusReason: undefined,
  };
  if (how === "created" || how === "replaced") {
    writer.tell(
      resource,
      how === "created" ? "CREATE_IN_PROGRESS" : "UPDATE_IN_PROGRESS",
      "Resource creation Initiated",
    );
  }
  writer.put(resource);
  writer.tell(resource, resource.status);
  const isLeftOver = how === "replaced" && before !== undefined;
  const keep = wanted.declaration.replacePolicy === "Retain";
  // Removals run from the last to the first that was replaced: each before what it needs.
  const later = isLeftOver
    ? [{ act: "remove" as const, resource: before, keep, isOld: true }, ...operation.later]
    : operation.later;
  advance(writer, { ...operation, later });
}

/** The task at the head is done. */
export function advance(writer: StackWriter, operation: OperationRecord): void {
  writer.proceed({ ...operation, tasks: operation.tasks.slice(1) });
}

function fail(writer: StackWriter, { resource, operation }: Started, reason: string): void {
  const status = resource.status === "CREATE_IN_PROGRESS" ? "CREATE_FAILED" : "UPDATE_FAILED";
  writer.put({ ...resource, status, statusReason: reason });
  writer.tell(resource, status, reason);
  failOperation(writer, operation, { logicalId: resource.logicalId });
}

/** A function in the properties has nothing to give: the resource fails without having been begun. */
async function failBeforeStart(
  { logicalId, reason }: { readonly logicalId: string; readonly reason: string },
  work: Work,
  at: AsyncScope,
): Promise<void> {
  await at.write((write) => {
    const writer = new StackWriter(write, work.stack.id);
    const type = evaluateContent(work.stack, work.stack, write).resources.get(logicalId)?.type ?? "";
    const current = writer.resource(logicalId);
    const status = current?.instance === undefined ? "CREATE_FAILED" : "UPDATE_FAILED";
    writer.tell({ logicalId, type, instance: current?.instance, properties: {} }, status, reason);
    failOperation(writer, work.operation, { logicalId });
  });
}
