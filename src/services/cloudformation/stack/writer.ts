/** One write to a stack: its status, its resources and its events change together. */
import { text, uuid } from "../../../kernel/random.ts";
import { invariant } from "../../../kernel/invariant.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import type { ResourceStatus, StackStatus } from "../../../schema/generated/cloudformation.ts";
import { events, operations, resources, stacks } from "../keyspaces.ts";
import type { ResourceRecord, StackRecord } from "./stack-record.ts";
import type { OperationRecord } from "./operation-record.ts";
import { maskedJson, secretsOf } from "./secrets.ts";

interface EventFacts {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly reason?: string | undefined;
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
}

const SUFFIX_LENGTH = 12;
const SUFFIX_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const STACK_TYPE = "AWS::CloudFormation::Stack";

export class StackWriter {
  readonly #at: WriteScope;
  #stack: StackRecord;

  constructor(at: WriteScope, stackId: string) {
    const stack = stacks.get(at.tx, [at.account, at.region, stackId]);
    invariant(stack !== undefined, "a stack that is written to exists");
    this.#at = at;
    this.#stack = stack;
  }

  get stack(): StackRecord {
    return this.#stack;
  }

  get at(): WriteScope {
    return this.#at;
  }

  /** What makes the generated name of one creation its own. */
  newSuffix(): string {
    return text(this.#at.random, SUFFIX_LENGTH, SUFFIX_ALPHABET);
  }

  change(change: Partial<StackRecord>): void {
    this.#stack = { ...this.#stack, ...change };
    stacks.put(this.#at.tx, [this.#at.account, this.#at.region, this.#stack.id], this.#stack);
  }

  /** Moves the stack to another status and tells so. */
  status(status: StackStatus, reason?: string): void {
    this.change({ status, statusReason: reason });
    const { name, id } = this.#stack;
    // A stack has the statuses of a resource and a few more, which AWS shows in its events all the same.
    this.event(status as ResourceStatus, { logicalId: name, type: STACK_TYPE, physicalId: id, reason });
  }

  resource(logicalId: string): ResourceRecord | undefined {
    return resources.get(this.#at.tx, [this.#at.account, this.#at.region, this.#stack.id, logicalId]);
  }

  /** Keeps a resource as it now is, without an event. */
  put(resource: Omit<ResourceRecord, "updatedAt">): void {
    const key = [this.#at.account, this.#at.region, this.#stack.id, resource.logicalId] as const;
    resources.put(this.#at.tx, key, { ...resource, updatedAt: this.#at.now });
  }

  drop(logicalId: string): void {
    resources.delete(this.#at.tx, [this.#at.account, this.#at.region, this.#stack.id, logicalId]);
  }

  /** Tells what became of a resource. */
  tell(
    resource: Pick<ResourceRecord, "logicalId" | "type" | "instance" | "properties">,
    status: ResourceStatus,
    reason?: string,
  ): void {
    const { logicalId, type, instance, properties } = resource;
    this.event(status, { logicalId, type, physicalId: instance?.physicalId ?? "", reason, properties });
  }

  event(status: ResourceStatus, facts: EventFacts): void {
    const { account, region, now, random, tx } = this.#at;
    const { logicalId, type, physicalId, reason, properties } = facts;
    const isNamed = type !== STACK_TYPE && !status.startsWith("DELETE_");
    const number = this.#nextEvent();
    events.put(tx, [account, region, this.#stack.id, number], {
      id: isNamed ? `${logicalId}-${status}-${new Date(now).toISOString()}` : uuid(random),
      logicalId,
      physicalId,
      type,
      at: now,
      status,
      reason,
      properties: properties === undefined ? undefined : maskedJson(properties, secretsOf(this.#stack)),
      clientRequestToken: this.#stack.clientRequestToken,
    });
  }

  /** Told by the events themselves: a count in the stack would write the stack, with its templates, for each of them. */
  #nextEvent(): number {
    const { account, region, tx } = this.#at;
    for (const [, , , number] of events.keys(tx, [account, region, this.#stack.id], { reverse: true, limit: 1 })) {
      return number + 1;
    }
    return 0;
  }

  /** Begins other work on the stack; whatever was under way is cut short. */
  begin(operation: Omit<OperationRecord, "step">): void {
    this.#takeNext({ ...operation, step: this.#stored()?.step ?? 0 });
  }

  /** Whether other work has begun since `operation` was read: what the step under way did is kept, and leads no further. */
  isCutShort(operation: OperationRecord): boolean {
    return this.#stored()?.step !== operation.step;
  }

  /** Keeps what is still to do, and has the next step run once this write is committed. */
  proceed(operation: OperationRecord): void {
    if (!this.isCutShort(operation)) this.#takeNext(operation);
  }

  /** Keeps what was noted of the step under way, which is still to be done. */
  keep(operation: OperationRecord): void {
    if (this.isCutShort(operation)) return;
    operations.put(this.#at.tx, [this.#at.account, this.#at.region, this.#stack.id], operation);
  }

  /** Nothing is left to do. */
  end(): void {
    operations.delete(this.#at.tx, [this.#at.account, this.#at.region, this.#stack.id]);
  }

  #stored(): OperationRecord | undefined {
    return operations.get(this.#at.tx, [this.#at.account, this.#at.region, this.#stack.id]);
  }

  #takeNext(operation: OperationRecord): void {
    const { account, region, tx } = this.#at;
    const next = { ...operation, step: operation.step + 1 };
    operations.put(tx, [account, region, this.#stack.id], next);
    const payload = { stackId: this.#stack.id, step: next.step };
    this.#at.effect({ kind: "cloudformation.step", source: this.#stack.id, payload });
  }
}
