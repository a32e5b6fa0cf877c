/** The outside world as services may reach it; the server supplies it. */
import type { CodeFolders } from "./code-folders.ts";
import type { FunctionRuntime } from "./function-runtime.ts";
import type { OutboundHttp } from "./outbound-http.ts";

export interface Ports {
  readonly functions: FunctionRuntime;
  /** Unpacked function code, as files that the functions' processes read. */
  readonly codeFolders: CodeFolders;
  readonly outbound: OutboundHttp;
  /** The base URL at which processes on this machine reach this cloud. */
  localEndpoint(): string;
}
