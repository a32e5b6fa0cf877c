/** Makes a recorded call again, as the owner of its account. */
import { uuid } from "../../kernel/random.ts";
import { attendanceOf } from "../../platform/dispatch/attendance.ts";
import type { Platform } from "../../platform/platform.ts";
import { ServiceError } from "../../platform/service-error.ts";
import { operationOf } from "../../schema/model.ts";
import { AdminRefusal } from "../admin/admin-request.ts";
import { IDS_A_CALL } from "./limits.ts";
import { type IssuedId, issuedIds, replayedValue } from "./recorded-call.ts";

/** What is asked for. */
export interface ReplayRequest {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly endpoint: string;
  readonly input: object;
}

/** How the call ended this time. */
export interface ReplayedCall {
  readonly status: number;
  readonly error?: string;
  readonly ids?: readonly IssuedId[];
}

/** @throws AdminRefusal when there is no such operation */
export async function replayCall(
  platform: Platform,
  { service, operation, account, region, endpoint, input }: ReplayRequest,
  signal: AbortSignal,
): Promise<ReplayedCall> {
  const model = platform.services.find((each) => each.model.metadata.name === service)?.model;
  if (model === undefined || !Object.hasOwn(model.operations, operation)) {
    throw new AdminRefusal(404, `There is no operation ${operation} of ${service}.`);
  }
  const arn = `arn:aws:iam::${account}:root`;
  const caller = { kind: "user", account, arn, userId: account, accessKeyId: account } as const;
  const frame = { account, region, endpoint, caller, cause: "", requestId: uuid(platform.scope().random) };
  try {
    const call = { frame, attendance: attendanceOf(signal) };
    const output = await platform.dispatch(operationOf(model, operation), replayedValue(input), call);
    await discardBodies(output);
    const ids = issuedIds(output, IDS_A_CALL);
    return { status: 200, ...(ids.length === 0 ? {} : { ids }) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { status: error.statusCode ?? 400, error: error.code };
  }
}

/** A body holds its file open until it has been read. */
async function discardBodies(output: unknown): Promise<void> {
  if (typeof output !== "object" || output === null) return;
  for (const value of Object.values(output)) {
    if (typeof value !== "object" || value === null || !(Symbol.asyncIterator in value)) continue;
    // What can be iterated was found out in the line above.
    for await (const _ of value as AsyncIterable<unknown>);
  }
}
