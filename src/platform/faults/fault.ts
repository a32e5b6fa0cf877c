/** What a fault is: where it strikes, and what can be said of it. The table is what a rule is checked against. */
import type { Outcome } from "../lineage/lineage.ts";

/**
 * The places that ask for faults. `call` is the dispatcher, `effect` the effect runner, `order`, `delivery` and `delete`
 * are standard queues, `invocation` is a function about to run, `endpoint` a call that leaves the cloud, `disk` a commit.
 * `turn` is each of what may happen at the same time: a call, an effect, an invocation, a timer.
 */
export type FaultPoint =
  | "call"
  | "effect"
  | "order"
  | "delivery"
  | "delete"
  | "invocation"
  | "endpoint"
  | "disk"
  | "turn";

/** What the faults take, all of them. A rule has those that its fault takes. */
export interface FaultParameters {
  /** How long, on the cloud's clock. */
  readonly milliseconds?: number;
  /** An error's code as JSON protocols write it: modelled, or `InternalFailure`, `ServiceUnavailableException` ... */
  readonly code?: string;
  readonly message?: string;
  readonly errorType?: string;
  readonly errorMessage?: string;
  /** What a function is to have returned: any JSON. */
  readonly payload?: unknown;
  /** Whether the function is kept from running; it runs, and its own response is replaced, when false. */
  readonly preventExecution?: boolean;
  /** Only invocations with an SQS message that is received for that time: 3 for what fails when it comes the third time. */
  readonly receiveCount?: number;
}

export type FaultParameter = keyof FaultParameters;

interface FaultDescription {
  readonly point: FaultPoint;
  /** How a story tells it. */
  readonly outcome: Outcome;
  /** What happens, as the end of a sentence of a lineage record. */
  readonly says: string;
  readonly required: readonly FaultParameter[];
  readonly optional: readonly FaultParameter[];
}

/** Every fault. What a function suffers is what AWS FIS does to functions, and two ends that they find by themselves. */
export const FAULTS = {
  throttle: fault("call", "throttled", "the call is throttled"),
  error: fault("call", "failed", "the call is refused with an error", { optional: ["code", "message"] }),
  delay: fault("call", "ok", "the call waits before it is carried out", { required: ["milliseconds"] }),
  "lose-answer": fault("call", "failed", "the call is carried out and its answer is lost"),
  "time-out": fault("call", "failed", "the call is carried out and not answered in time", {
    required: ["milliseconds"],
  }),
  "clock-jump": fault("call", "ok", "the clock jumps ahead before the call is carried out", {
    required: ["milliseconds"],
  }),
  "effect-delay": fault("effect", "ok", "the effect waits before it runs", { required: ["milliseconds"] }),
  "effect-duplicate": fault("effect", "retried", "the effect runs twice"),
  "effect-crash": fault("effect", "retried", "the effect runs, and again as after a crash that forgot its end"),
  "sqs-reorder": fault("order", "ok", "the message is passed over for later ones"),
  "sqs-duplicate": fault("delivery", "ok", "the message will be delivered again while it is in flight"),
  "sqs-lose-delete": fault("delete", "failed", "the deletion is acknowledged and lost, so that the message comes back"),
  "lambda-delay": fault("invocation", "ok", "the function starts later", {
    required: ["milliseconds"],
    optional: ["receiveCount"],
  }),
  "lambda-error": fault("invocation", "failed", "the invocation ends with an error", {
    optional: ["errorType", "errorMessage", "preventExecution", "receiveCount"],
  }),
  "lambda-response": fault("invocation", "ok", "the function's response is replaced", {
    required: ["payload"],
    optional: ["preventExecution", "receiveCount"],
  }),
  "lambda-crash": fault("invocation", "failed", "the function's process ends after the function has run", {
    optional: ["receiveCount"],
  }),
  "lambda-time-out": fault("invocation", "failed", "the function runs out of time", { optional: ["receiveCount"] }),
  "endpoint-down": fault("endpoint", "failed", "the endpoint cannot be reached"),
  "endpoint-slow": fault("endpoint", "ok", "the endpoint is slow", { required: ["milliseconds"] }),
  interleave: fault("turn", "ok", "it steps aside, and others that are ready go first"),
  "slow-disk": fault("disk", "ok", "the disk takes longer", { required: ["milliseconds"] }),
} as const satisfies Readonly<Record<string, FaultDescription>>;

export type FaultName = keyof typeof FAULTS;

/** All names, in the order of the table. */
// The keys of a table that is never added to are those that its type names.
export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

/** One rule: which fault strikes what, and how often. */
export interface FaultRule {
  readonly id: string;
  readonly fault: FaultName;
  /** ARN of what it strikes, the URL of an endpoint, or the source of an effect; `*` in it stands for any text. */
  readonly target: string;
  /** Only this operation of a call, such as `SendMessage`, or only this kind of effect, such as `sns.deliver`. */
  readonly operation?: string;
  /** How often it lets pass what it fits before it strikes for the first time: 2 for what is to strike the third time. */
  readonly skip?: number;
  /** How often it strikes at most. */
  readonly count?: number;
  /** From 0 to 1: how probably it strikes what it fits. */
  readonly probability: number;
  /** On the cloud's clock: not before. */
  readonly from?: number;
  /** On the cloud's clock: no longer at this time. */
  readonly until?: number;
  readonly parameters: FaultParameters;
}

/** A rule with what has become of it. */
export interface FaultReport extends FaultRule {
  /** How often it has struck. */
  readonly hits: number;
}

/** How a description of a fault begins, from its point on. */
function fault<Point extends FaultPoint>(
  point: Point,
  outcome: Outcome,
  ...[says, takes = {}]: [says: string, takes?: Partial<Pick<FaultDescription, "required" | "optional">>]
) {
  return { point, outcome, says, required: takes.required ?? [], optional: takes.optional ?? [] };
}
