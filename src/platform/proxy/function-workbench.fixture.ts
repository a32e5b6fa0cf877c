/** For tests of gateways: a Lambda service of one function that answers what a test says, and requests without a wire. */
import type { TestPlatform } from "../../../tests/harness/platform.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { pause } from "../../kernel/clock.ts";
import type { HttpRequest, HttpResponse } from "../http.ts";
import { operation } from "../operation.ts";
import { defineService, type ServiceDefinition } from "../service.ts";
import { ServiceError } from "../service-error.ts";

/** What the function does with its next calls. */
export type Behaviour =
  | { readonly returns: unknown }
  | { readonly returnsText: string }
  | { readonly fails: unknown }
  | { readonly refuses: string }
  | { readonly takesMilliseconds: number };

export interface FunctionWorkbench {
  readonly service: ServiceDefinition;
  readonly calls: { readonly functionName: string; readonly event: unknown; readonly sourceArn: string }[];
  behaviour: Behaviour;
}

export const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:thing";
export const FUNCTION_URI = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FUNCTION_ARN}/invocations`;

export function functionWorkbench(): FunctionWorkbench {
  const bench: { -readonly [K in keyof FunctionWorkbench]: FunctionWorkbench[K] } = {
    calls: [],
    behaviour: { returns: { statusCode: 200, body: "ok" } },
    service: defineService({
      model: Lambda.model,
      operations: [],
      unsupported: [],
      refuse: () => new ServiceError("ValidationException", "no"),
    }),
  };
  const invoke = operation.stream(Lambda.Invoke, {
    honours: ["FunctionName", "InvocationType", "Payload"],
    on: (input) => input.FunctionName,
    async run(input, at) {
      bench.calls.push({
        functionName: input.FunctionName,
        event: JSON.parse(Buffer.from(input.Payload ?? []).toString("utf8")),
        sourceArn: at.caller.kind === "service" ? at.caller.sourceArn : "",
      });
      const does = bench.behaviour;
      if ("refuses" in does) throw new ServiceError(does.refuses, "no");
      if ("takesMilliseconds" in does) await pause(at.clock, does.takesMilliseconds);
      if ("fails" in does) {
        return { StatusCode: 200, FunctionError: "Unhandled", Payload: Buffer.from(JSON.stringify(does.fails)) };
      }
      if ("returnsText" in does) return { StatusCode: 200, Payload: Buffer.from(does.returnsText) };
      const value = "returns" in does ? does.returns : { statusCode: 200 };
      return { StatusCode: 200, Payload: Buffer.from(JSON.stringify(value)) };
    },
  });
  bench.service = { ...bench.service, operations: [invoke] };
  return bench;
}

export interface Answered {
  readonly statusCode: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export type Asked = Partial<Omit<HttpRequest, "body">> & { readonly body?: string | Uint8Array };

/** Sends a request to whichever route of `service` claims it. */
export async function ask(cloud: TestPlatform, service: ServiceDefinition, asked: Asked): Promise<Answered> {
  const { body = "", ...rest } = asked;
  const request: HttpRequest = {
    method: "GET",
    host: "127.0.0.1:4566",
    path: "/",
    query: "",
    headers: [],
    sourceIp: "127.0.0.1",
    protocol: "HTTP/1.1",
    ...rest,
    body: Buffer.from(body),
  };
  const route = service.routes?.find((each) => each.claims(request.host, request.path));
  if (route === undefined) throw new Error(`nobody claims ${request.host}${request.path}`);
  const scope = cloud.scope({ endpoint: `http://${request.host}` });
  const answer: HttpResponse = await route.handle(request, scope);
  if (!(answer.body instanceof Uint8Array)) throw new Error("the answer is a stream");
  return { ...answer, body: Buffer.from(answer.body).toString("utf8") };
}

/** A header of an answer, by its name in any case. */
export function header(answer: Answered, name: string): string | undefined {
  return answer.headers.find(([each]) => each.toLowerCase() === name)?.[1];
}
