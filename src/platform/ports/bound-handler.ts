/** Functions that run inside the cloud's own process: the code of a test, bound to what a template deployed. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Duplex } from "node:stream";

/** What Lambda hands to a Node.js handler beside the event. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export interface HandlerContext {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly clientContext?: unknown;
  callbackWaitsForEmptyEventLoop: boolean;
  /** What is left of the function's timeout, on the cloud's clock. */
  getRemainingTimeInMillis(): number;
}

/** A handler as Lambda's Node.js runtime takes it; one that declares three parameters may answer by its callback. */
export type BoundHandler = HandlerMethod["handle"];

/** A method, whose parameters may be narrower than these: handlers are typed by the event and context that they know. */
interface HandlerMethod {
  // The event is whatever JSON the function's source sends; each handler says what it takes.
  // oxlint-disable-next-line typescript/no-explicit-any -- handlers of any event type must be bindable
  handle(event: any, context: HandlerContext, callback: HandlerCallback): unknown;
}

export type HandlerCallback = (error?: unknown, result?: unknown) => void;

/** What a function's ARN is bound to; the handler is loaded with the function's variables in the environment. */
export interface HandlerBinding {
  load(): BoundHandler | Promise<BoundHandler>;
}

/** An invocation of a bound handler, seen from the code that runs because of it. */
export interface RunningInvocation {
  readonly requestId: string;
  readonly traceHeader: string;
  /** The environment of the function; what it sets stays its own. */
  readonly variables: Record<string, string | undefined>;
  /** What the cloud's clock says; undefined where code is to be shown the machine's. */
  now(): number | undefined;
  /** Adds a line to the function's log. */
  log(level: string, message: string): void;
  /** Opens a connection to the function's cloud that is no socket. */
  connect(): Duplex;
  /** Lets time of the function pass: it times out at once when there is not so much left. */
  spend(milliseconds: number): Promise<void>;
}

/** The invocation that the running code belongs to; undefined outside of handlers. */
export const runningInvocation: AsyncLocalStorage<RunningInvocation> = new AsyncLocalStorage();
