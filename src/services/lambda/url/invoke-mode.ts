/** How a function URL hands on what its function writes. */
import { notImplemented } from "../../../platform/service-error.ts";
import type { InvokeMode } from "../../../schema/generated/lambda.ts";

/** @throws NotImplemented for a mode that is not here */
export function invokeModeOf(asked: InvokeMode | undefined): InvokeMode | undefined {
  if (asked === "RESPONSE_STREAM") throw notImplemented("InvokeMode RESPONSE_STREAM of function URLs");
  return asked;
}
