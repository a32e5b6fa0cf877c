/** Gives each invocation in this process an environment of its own, as if it were the only function here. */
import { runningInvocation } from "../../platform/ports/bound-handler.ts";

type Variables = Record<string, string | undefined>;

/**
 * The variables of the function whose module is being loaded. Modules are evaluated outside of the asynchronous context
 * that asked for them, so that they are loaded one at a time and see these.
 */
let loading: Variables | undefined;
let loads: Promise<unknown> = Promise.resolve();
let isInstalled = false;

/** Makes `process.env` show the variables of the invocation whose code asks; everybody else sees what there was. */
export function installProcessEnvironment(): void {
  if (isInstalled) return;
  isInstalled = true;
  const machine = process.env;
  const own = (): Variables | undefined => runningInvocation.getStore()?.variables ?? loading;
  process.env = new Proxy(machine, {
    get: (_, name) => {
      const variables = own();
      if (typeof name === "string" && variables !== undefined && Object.hasOwn(variables, name)) return variables[name];
      return Reflect.get(machine, name);
    },
    set: (_, name, value) => {
      const variables = own();
      if (variables === undefined || typeof name !== "string") return Reflect.set(machine, name, value);
      variables[name] = String(value);
      return true;
    },
    deleteProperty: (_, name) => {
      const variables = own();
      if (variables === undefined || typeof name !== "string") return Reflect.deleteProperty(machine, name);
      variables[name] = undefined;
      return true;
    },
    has: (_, name) => {
      const variables = own();
      if (typeof name === "string" && variables !== undefined && Object.hasOwn(variables, name)) {
        return variables[name] !== undefined;
      }
      return Reflect.has(machine, name);
    },
    ownKeys: () => {
      const variables = own() ?? {};
      const names = new Set([...Reflect.ownKeys(machine), ...Object.keys(variables)]);
      for (const [name, value] of Object.entries(variables)) if (value === undefined) names.delete(name);
      return [...names];
    },
    getOwnPropertyDescriptor: (_, name) => {
      const variables = own();
      if (typeof name !== "string" || variables === undefined || !Object.hasOwn(variables, name)) {
        return Reflect.getOwnPropertyDescriptor(machine, name);
      }
      const value = variables[name];
      return value === undefined ? undefined : { value, writable: true, enumerable: true, configurable: true };
    },
  });
}

/** Loads a module that may read its environment while it is evaluated. */
export function loadWith<T>(variables: Variables, load: () => T | Promise<T>): Promise<T> {
  const turn = loads.then(async () => {
    loading = variables;
    try {
      return await load();
    } finally {
      loading = undefined;
    }
  });
  // Whoever asked for it hears of a failure; the next one only waits for its end.
  loads = turn.catch(() => {});
  return turn;
}
