/** A function URL as it is stored, and as the API shows it. */
import type { Cors, FunctionUrlAuthType, FunctionUrlConfig, InvokeMode } from "../../../schema/generated/lambda.ts";
import { localUrl } from "./url-address.ts";

export interface FunctionUrlRecord {
  readonly account: string;
  readonly region: string;
  /** The function's name. */
  readonly name: string;
  /** The alias that the URL is of; empty for the function itself. */
  readonly qualifier: string;
  /** 32 characters: the first label of the host name. */
  readonly urlId: string;
  readonly authType: FunctionUrlAuthType;
  readonly cors?: Cors;
  /** Absent where no request said it: AWS's answer to the creation does not show it then. */
  readonly invokeMode?: InvokeMode;
  readonly createdAt: number;
  readonly changedAt: number;
}

/** What a URL is of: its function, with the alias where there is one. */
export function urlTargetArn({ account, region, name, qualifier }: FunctionUrlRecord): string {
  const arn = `arn:aws:lambda:${region}:${account}:function:${name}`;
  return qualifier === "" ? arn : `${arn}:${qualifier}`;
}

/** The URL as Get, Update and List show it, to a client that reached this server at `endpoint`. */
export function shownUrl(record: FunctionUrlRecord, endpoint: string): FunctionUrlConfig {
  const { cors, invokeMode = "BUFFERED" } = record;
  return {
    FunctionUrl: localUrl(record, endpoint),
    FunctionArn: urlTargetArn(record),
    AuthType: record.authType,
    CreationTime: new Date(record.createdAt).toISOString(),
    LastModifiedTime: new Date(record.changedAt).toISOString(),
    ...(cors === undefined ? {} : { Cors: cors }),
    InvokeMode: invokeMode,
  };
}
