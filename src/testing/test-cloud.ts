/** A cloud in the test's own process. */
import { VirtualClock } from "../kernel/virtual-clock.ts";
import { invariant } from "../kernel/invariant.ts";
import { pause } from "../kernel/clock.ts";
import { wakefulClock } from "../kernel/real-clock.ts";
import type { Faults } from "../platform/faults/faults.ts";
import type { LineageLog } from "../platform/lineage/lineage-log.ts";
import { queueDepths } from "../server/expectations/queue-depths.ts";
import type { Inside } from "../server/embedding.ts";
import { Clients } from "./clients.ts";
import { type ClientConfiguration, MemoryRequestHandler } from "./client-configuration.ts";
import type { CloudInside } from "./cloud-inside.ts";
import { type DeployedStack, deployTemplate, type DeployTemplateOptions } from "./deploy-template.ts";
import { type Handlers } from "./functions/handlers.ts";
import { AlarmHandle } from "./handles/alarm-handle.ts";
import { ApiHandle } from "./handles/api-handle.ts";
import { BucketHandle } from "./handles/bucket-handle.ts";
import { FunctionHandle } from "./handles/function-handle.ts";
import { QueueHandle } from "./handles/queue-handle.ts";
import { TopicHandle } from "./handles/topic-handle.ts";
import { FLOW_STEP_MILLISECONDS } from "./limits.ts";
import { Resources } from "./resources.ts";
import { settle, type SettleOptions } from "./settle.ts";
import { Snapshot } from "./snapshot.ts";
import { Story } from "./story.ts";
import { TestClock } from "./test-clock.ts";

/** What a cloud under test is made of. */
export interface TestCloudParts {
  readonly inside: Inside;
  readonly handlers: (resources: Resources) => Handlers;
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** Whether it began with what another has left, in which there may be stacks. */
  readonly isContinued: boolean;
}

const DEFAULT_ACCOUNT = "000000000000";
const DEFAULT_REGION = "us-east-1";
const CLOSED = "This cloud is closed.";

/** A cloud of the test's own, in memory. Any number of them live side by side. Made by `createCloud`. */
export class TestCloud {
  /** The cloud's clock, which stands still until it is moved. */
  readonly clock: TestClock;
  /** What handles and expectations need; not for tests. */
  readonly inside: CloudInside;
  readonly #cloud: Inside;
  readonly #parts: TestCloudParts;
  #isClosed = false;

  constructor(parts: TestCloudParts) {
    const { inside } = parts;
    const { observation } = inside;
    invariant(observation !== undefined, "an embedded cloud remembers what happened");
    this.#cloud = inside;
    this.#parts = parts;
    this.clock = new TestClock(inside.clock, () => this.settle());
    const clients = new Clients((service, operation, input) => this.#call(service, operation, input));
    const resources = new Resources(clients, parts.isContinued);
    this.inside = {
      clients,
      resources,
      handlers: parts.handlers(resources),
      messages: observation.messages,
      invocations: observation.invocations,
      clock: this.clock,
      ask: (request, signal) => this.#ask(request, signal),
      lineage: () => this.lineage,
      depths: () => queueDepths(inside.platform()),
      usage: () => inside.platform().usage(0),
      admin: (method, target) => this.#admin(method, target),
      settle: () => this.settle(),
    };
  }

  /**
   * The configuration for clients of AWS's SDK v3 in this process, without a socket: `new SQSClient(cloud.clientConfig())`.
   */
  clientConfig(): ClientConfiguration {
    const { account, region } = this.#place();
    return {
      endpoint: this.#cloud.endpoint(),
      region,
      credentials: { accessKeyId: account, secretAccessKey: "sluice" },
      forcePathStyle: true,
      requestHandler: new MemoryRequestHandler((request, signal) => this.#ask(request, signal)),
    };
  }

  /** Opens a port, unless one is open, and gives its address: what AWS_ENDPOINT_URL of other processes is set to. */
  listen(): Promise<string> {
    return this.#cloud.listen();
  }

  /**
   * Deploys a CloudFormation or SAM template: a file, a folder with a template in it, or the text itself.
   * @throws Error with CloudFormation's reasons when it cannot be deployed
   */
  async deploy(template: string, options: DeployTemplateOptions = {}): Promise<DeployedStack> {
    this.inside.resources.changed();
    let hasSettled = false;
    return deployTemplate(template, options, {
      inside: this.inside,
      endpoint: this.#cloud.endpoint(),
      ...this.#place(),
      pause: async () => {
        // What has settled and is not done waits for time to pass.
        if (hasSettled) await this.#passTime();
        await this.settle();
        hasSettled = true;
      },
    });
  }

  /** A queue, by logical id, name, URL or ARN. It need not be there yet. */
  queue(name: string): QueueHandle {
    return new QueueHandle(name, this.inside);
  }

  /** A topic, by logical id, name or ARN. */
  topic(name: string): TopicHandle {
    return new TopicHandle(name, this.inside);
  }

  /** A function, by logical id, name or ARN. */
  fn(name: string): FunctionHandle {
    return new FunctionHandle(name, this.inside);
  }

  /** A bucket, by logical id or name. */
  bucket(name: string): BucketHandle {
    return new BucketHandle(name, this.inside);
  }

  /** An HTTP API or a REST API, by logical id or id. */
  api(name: string): ApiHandle {
    return new ApiHandle(name, this.inside);
  }

  /** An alarm, by logical id, name or ARN. */
  alarm(name: string): AlarmHandle {
    return new AlarmHandle(name, this.inside);
  }

  /**
   * Resolves when there is silence: no message can be delivered to a mapping, no invocation runs, no effect is pending and
   * no timer is due. What is left to happen needs time to pass, or a caller.
   * @throws NotSettled, which names what was under way, when there is none in time
   */
  settle(options: SettleOptions = {}): Promise<void> {
    return settle(this.#cloud.platform(), options);
  }

  /**
   * What led to an event, and what it led to: `console.log(cloud.trace(id))` prints the tree.
   * @param id of a message, a request, an X-Ray trace or a record, or an object's key
   */
  trace(id: string): Story {
    return new Story(this.lineage.trace(id));
  }

  /** What breaks on purpose. Rules may be added and removed at any time; a snapshot leaves them out. */
  get faults(): Faults {
    return this.#cloud.platform().faults;
  }

  /** The story of every event: records that lead from a cause to its effects. */
  get lineage(): LineageLog {
    return this.#cloud.platform().lineage;
  }

  /**
   * Settles, and takes the whole state: rows, bodies, and the clock's time. Lineage and what expectations remember are
   * not part of it.
   */
  async snapshot(): Promise<Snapshot> {
    await this.settle();
    return new Snapshot({
      state: await this.#cloud.state(),
      now: this.#cloud.clock.now(),
      seed: this.#cloud.random.uint32(),
      account: this.#parts.account,
      region: this.#parts.region,
      handlers: this.inside.handlers.all(),
    });
  }

  /** Ends the cloud; whoever still asks it is refused. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#cloud.clock instanceof VirtualClock) await this.clock.freeze().catch(() => {});
    await this.#cloud.close();
  }

  /** `await using cloud = await createCloud()` closes it when it leaves the scope. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #ask(...asked: Parameters<CloudInside["ask"]>): ReturnType<CloudInside["ask"]> {
    if (this.#isClosed) throw new Error(CLOSED);
    return this.#cloud.ask(...asked);
  }

  async #call(service: string, operation: string, input: object): Promise<object> {
    if (this.#isClosed) throw new Error(CLOSED);
    return this.#cloud.call({ service, operation, input, ...this.#place() });
  }

  #place(): { readonly account: string; readonly region: string } {
    const { account = DEFAULT_ACCOUNT, region = DEFAULT_REGION } = this.#parts;
    return { account, region };
  }

  async #admin(method: string, target: string): Promise<unknown> {
    const answer = await this.#ask({ method, target, headers: { host: "localhost" }, body: new Uint8Array() });
    invariant(answer.body instanceof Uint8Array, "the admin API answers in one piece");
    const said = Buffer.from(answer.body).toString("utf8");
    if (answer.status !== 200) throw new Error(said.trim());
    return JSON.parse(said);
  }

  #passTime(): Promise<void> {
    const { clock } = this.#cloud;
    if (!(clock instanceof VirtualClock)) return pause(wakefulClock, FLOW_STEP_MILLISECONDS);
    return clock.advanceTo(clock.nextDueAt() ?? clock.now(), () => this.settle());
  }
}
