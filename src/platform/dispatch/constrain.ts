/** First step: the input is what the model says, or AWS's answer says what is wrong with it. */
import { violationsOf } from "../../schema/constraints.ts";
import type { Request } from "./request.ts";

/** @throws ServiceError in the words of the service */
export function constrain({ service, descriptor, input }: Request): void {
  const name = descriptor.operation.name;
  const shape = service.model.operations[name]?.input?.shape;
  if (shape === undefined) return;
  const violations = violationsOf(service.model, shape, input);
  if (violations.length > 0) throw service.refuse(violations, name);
}
