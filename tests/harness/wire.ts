/** A whole cloud on a port of its own, for tests that speak the wire as clients do. */
import { request } from "node:http";
import { createCloud, type Cloud, type CloudOptions } from "../../src/server/create-cloud.ts";
import type { Log } from "../../src/kernel/log.ts";

/** What the server logged as errors; a test that expects none says so. */
export interface WireCloud extends Cloud {
  readonly errors: readonly string[];
  /** What an AWS SDK client is configured with. */
  readonly clientConfig: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
}

export async function startWireCloud(options: CloudOptions = {}): Promise<WireCloud> {
  const errors: string[] = [];
  const log: Log = {
    info: () => {},
    warn: () => {},
    error: (sentence, fields) => errors.push(`${sentence} ${described(fields?.["error"])}`),
  };
  const cloud = await createCloud({ log, ...options });
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return Object.assign(cloud, { errors, clientConfig: { endpoint: cloud.endpoint, region: "us-east-1", credentials } });
}

function described(error: unknown): string {
  return error instanceof Error ? String(error) : JSON.stringify(error ?? "");
}

/** An answer as bytes. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** One request with exactly these headers and this body. */
export function ask(
  cloud: Cloud,
  sent: {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string | Uint8Array;
  },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port: cloud.port,
        method: sent.method ?? "POST",
        path: sent.path ?? "/",
        headers: sent.headers,
        agent: false,
      },
      (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(pieces).toString("utf8"),
          }),
        );
        response.on("error", reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(sent.body);
  });
}
