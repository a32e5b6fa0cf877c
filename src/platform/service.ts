/** A service as the platform sees it: the tables behind its one door. */
import type { ServiceModel } from "../schema/model.ts";
import type { Violation } from "../schema/constraints.ts";
import type { BlobId } from "../store/blobs.ts";
import type { ReadTransaction } from "../store/store.ts";
import type { UserCaller } from "./caller.ts";
import type { EffectHandler } from "./effects/effect-handler.ts";
import type { HttpRequest, HttpResponse } from "./http.ts";
import type { OperationDescriptor } from "./operation.ts";
import type { ResourceAccess } from "./policies/resource-access.ts";
import type { ResourceType } from "./resource-type.ts";
import type { AsyncScope, ReadScope } from "./scope.ts";
import type { ServiceError } from "./service-error.ts";
import type { TimerHandler } from "./timers/timer-handler.ts";

/** An address of a service that is not an AWS API: matched before the API's own routes. */
export interface HttpRoute {
  readonly name: string;
  /**
   * Whether pages of other origins are answered too: those of an API of the user's own are, as far as its CORS
   * configuration says, and what anybody may read is. Whatever else a route does, such pages are refused.
   */
  readonly answersAnyOrigin?: boolean;
  /** Whether the request is this route's, by its Host header and path alone. */
  claims(host: string, path: string): boolean;
  handle(request: HttpRequest, at: AsyncScope): Promise<HttpResponse>;
}

/** Something that runs as long as the cloud does. */
export interface Job {
  readonly name: string;
  /** Starts it; `at.signal` aborts when the server stops. What it is doing then, it finishes or leaves for the next start. */
  start(at: AsyncScope): void;
}

/** Keys that a service issued, and whose signatures are therefore checked. */
export interface IssuedKey {
  readonly secretAccessKey: string;
  /** The session token that must come with the key; undefined for long-lived keys. */
  readonly sessionToken?: string;
  readonly expiresAt?: number;
  readonly caller: UserCaller;
}

/** The tables of one service. Everything but the model, the operations and the refusals may be left out. */
export interface ServiceDefinition {
  readonly model: ServiceModel;
  readonly operations: readonly OperationDescriptor[];
  /** Every other operation of the model: answered 501 by name. */
  readonly unsupported: readonly string[];
  /** AWS's answer to an input that breaks the model's constraints: each service words it its own way. */
  readonly refuse: (violations: readonly Violation[], operationName: string) => ServiceError;
  /** AWS's answer to a call of this service that is throttled; the operation's own by its model when absent. */
  readonly throttled?: () => ServiceError;
  /** Who may use its resources, where they have policies of their own. */
  readonly access?: ResourceAccess;
  /** How a durable effect of each kind runs. Kinds begin with the service's name and a dot. */
  readonly effects?: Readonly<Record<string, EffectHandler>>;
  readonly timers?: Readonly<Record<string, TimerHandler>>;
  readonly jobs?: readonly Job[];
  /** Called on each full minute, before metrics are flushed: emits the data that are sampled, such as queue depths. */
  readonly minutely?: (at: AsyncScope) => void;
  readonly resources?: readonly ResourceType[];
  readonly routes?: readonly HttpRoute[];
  /** Every blob that a row of this service names: what is named by none is swept. All services that keep blobs say so. */
  readonly heldBlobs?: (tx: ReadTransaction) => Iterable<BlobId>;
  /** Looks up a key that this service issued. */
  readonly issuedKey?: (accessKeyId: string, at: ReadScope) => IssuedKey | undefined;
}

/** Names a service's tables. That they cover the whole model is checked by `uncovered`, in a test: models load lazily. */
export function defineService(definition: ServiceDefinition): ServiceDefinition {
  return definition;
}

/** What is wrong with a service's tables: operations that are neither implemented nor listed, listed twice, or not there. */
export function uncovered(definition: ServiceDefinition): readonly string[] {
  const findings: string[] = [];
  const seen = new Set<string>();
  for (const name of [...definition.operations.map((each) => each.operation.name), ...definition.unsupported]) {
    if (!(name in definition.model.operations)) findings.push(`${name} is not in the model`);
    if (seen.has(name)) findings.push(`${name} is listed twice`);
    seen.add(name);
  }
  for (const name of Object.keys(definition.model.operations)) {
    if (!seen.has(name)) findings.push(`${name} is neither implemented nor listed as unsupported`);
  }
  return findings;
}
