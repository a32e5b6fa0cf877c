/** An API of API Gateway in the hands of a test: an HTTP API or a REST API. */
import type { CloudInside } from "../cloud-inside.ts";

/** What is sent beside method and path. */
export interface ApiRequestOptions {
  /** Text and bytes are sent as they are, other values as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The stage; that of the address itself, `$default`, when absent. REST APIs have none of that name. */
  readonly stage?: string;
}

/** What came back. */
export interface ApiResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body as JSON. */
  json(): unknown;
}

export class ApiHandle {
  /** As the test named it. */
  readonly name: string;
  readonly #inside: CloudInside;

  constructor(name: string, inside: CloudInside) {
    this.name = name;
    this.#inside = inside;
  }

  apiId(): Promise<string> {
    return this.#inside.resources.physicalId(this.name, ["AWS::ApiGatewayV2::Api", "AWS::ApiGateway::RestApi"]);
  }

  /** Sends a request to the API's own address. */
  async request(method: string, path: string, options: ApiRequestOptions = {}): Promise<ApiResponse> {
    const { body, headers = {}, stage } = options;
    const isRaw = typeof body === "string" || body instanceof Uint8Array || body === undefined;
    const bytes = isRaw ? Buffer.from(body ?? "") : Buffer.from(JSON.stringify(body));
    const answer = await this.#inside.ask({
      method,
      target: stage === undefined ? path : `/${stage}${path}`,
      headers: {
        host: `${await this.apiId()}.execute-api.localhost`,
        ...(isRaw ? {} : { "content-type": "application/json" }),
        "content-length": String(bytes.length),
        ...headers,
      },
      body: bytes,
    });
    const pieces: Uint8Array[] = [];
    for await (const piece of answer.body instanceof Uint8Array ? [answer.body] : answer.body) pieces.push(piece);
    const text = Buffer.concat(pieces).toString("utf8");
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers.map(([name, value]) => [name.toLowerCase(), value])),
      body: text,
      json: (): unknown => JSON.parse(text),
    };
  }
}
