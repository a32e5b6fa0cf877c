/** What the rules of a cloud may name: operations, effects and errors that its services have. A name that none has is refused. */
import type { ServiceDefinition } from "../service.ts";
import { hasError } from "./call-faults.ts";
import { type FaultRule, FAULTS } from "./fault.ts";
import { FaultRefusal } from "./fault-refusal.ts";

/** @throws FaultRefusal for a rule that could never strike, because nothing has the name that it gives */
export function checkNames({ fault, operation, parameters }: FaultRule, services: readonly ServiceDefinition[]): void {
  const { point } = FAULTS[fault];
  const { code } = parameters;
  if (code !== undefined && !services.some(({ model }) => hasError(model, code))) {
    throw new FaultRefusal(`No service has an error ${code}.`);
  }
  if (operation === undefined) return;
  const effects = services.flatMap((service) => Object.keys(service.effects ?? {}));
  const timers = services.flatMap((service) => Object.keys(service.timers ?? {}));
  const isOperation = services.some(({ model }) => operation in model.operations);
  if (point === "turn" && !isOperation && !effects.includes(operation) && !timers.includes(operation)) {
    throw new FaultRefusal(`There is no operation, effect or timer ${operation}.`);
  }
  if (point === "call" && !isOperation) throw new FaultRefusal(`No service has an operation ${operation}.`);
  if (point === "effect" && !effects.includes(operation)) {
    throw new FaultRefusal(`There is no effect ${operation}. There are: ${effects.join(", ")}.`);
  }
}
