/** Handlers of the test's own modules, and the functions that they are bound to. */
import type { BoundHandler, HandlerBinding } from "../../platform/ports/bound-handler.ts";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import { isStub } from "./stub-archive.ts";

/** What a function can be bound to: a handler, or one that a module exports; see `fromModule`. */
export type Handler = BoundHandler | ModuleHandler;

/** A handler in a module that is loaded at the first invocation, with the function's environment variables in place. */
export class ModuleHandler implements HandlerBinding {
  readonly #load: () => Promise<Readonly<Record<string, unknown>>>;
  readonly #exported: string;

  constructor(load: () => Promise<Readonly<Record<string, unknown>>>, exported: string) {
    this.#load = load;
    this.#exported = exported;
  }

  /** @throws Error when the module does not export it */
  async load(): Promise<BoundHandler> {
    const handler = (await this.#load())[this.#exported];
    if (typeof handler !== "function") throw new Error(`The module exports no function ${this.#exported}.`);
    // A function of a module is what its author says that it is: a handler.
    return handler as BoundHandler;
  }
}

/**
 * A handler whose module reads its environment when it is loaded: `fromModule(() => import("./grade/handler.ts"))`. The
 * module is loaded at the first invocation, when the function's variables are there for it in `process.env`.
 * @param exported the name of the export; `handler` when absent
 */
export function fromModule(
  load: () => Promise<Readonly<Record<string, unknown>>>,
  exported = "handler",
): ModuleHandler {
  return new ModuleHandler(load, exported);
}

/** Finds the names under which a function is known besides its own. */
type LogicalIds = (functionName: string) => Promise<readonly string[]>;

/** What is bound, by whichever name the test has given. */
export class Handlers {
  readonly #logicalIds: LogicalIds;
  /** By ARN, name, logical id, or stack and logical id. */
  readonly #bound: Map<string, HandlerBinding>;
  /** The names of functions for which it has been found out, by ARN. */
  readonly #names = new Map<string, readonly string[]>();

  constructor(logicalIds: LogicalIds, bound: ReadonlyMap<string, HandlerBinding> = new Map()) {
    this.#logicalIds = logicalIds;
    this.#bound = new Map(bound);
  }

  bind(name: string, handler: Handler): void {
    this.#bound.set(name, typeof handler === "function" ? { load: () => handler } : handler);
  }

  /** Stacks have changed: a function may be known by another name now. */
  changed(): void {
    this.#names.clear();
  }

  /** All that is bound at this moment. */
  all(): ReadonlyMap<string, HandlerBinding> {
    return new Map(this.#bound);
  }

  /** What the function is bound to, if it is. */
  async bindingOf({ functionArn, functionName, codeDirectory }: EnvironmentSpec): Promise<HandlerBinding | undefined> {
    const own = this.#bound.get(functionArn) ?? this.#bound.get(functionName);
    if (own !== undefined) return own;
    if (this.#bound.size > 0) {
      for (const name of await this.#namesOf(functionArn, functionName)) {
        const found = this.#bound.get(name);
        if (found !== undefined) return found;
      }
    }
    return isStub(codeDirectory) ? unbound(functionName) : undefined;
  }

  async #namesOf(functionArn: string, functionName: string): Promise<readonly string[]> {
    const known = this.#names.get(functionArn);
    if (known !== undefined) return known;
    const names = await this.#logicalIds(functionName);
    // A function that runs while its stack is being made may have no logical id yet.
    if (names.length > 0) this.#names.set(functionArn, names);
    return names;
  }
}

/** A function without code of its own, whose handler the test has not given this time. */
function unbound(functionName: string): HandlerBinding {
  return {
    load() {
      throw new Error(
        `The function ${functionName} was deployed for a handler of a test and is bound to none: give one to createCloud, or call cloud.fn(...).bind(handler).`,
      );
    },
  };
}
