/** The wire's front: one port, the guard, the addresses that are no AWS API, and the pipeline for those that are. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "../kernel/log.ts";
import { uuid, type Random } from "../kernel/random.ts";
import type { Platform } from "../platform/platform.ts";
import type { HttpRoute } from "../platform/service.ts";
import { claimantOf } from "../protocol/claim.ts";
import { type Operation, operationOf, type ServiceModel } from "../schema/model.ts";
import type { Certificate } from "./certificate.ts";
import { Departure } from "./departure.ts";
import type { Exchange, GatewaySurroundings } from "./exchange.ts";
import { actionRefusal, hostRefusal, originRefusal } from "./guard.ts";
import { listen } from "./listener.ts";
import { runPipeline } from "./pipeline.ts";
import { headOf } from "./receive.ts";
import { routeRequest } from "./route-request.ts";
import { send } from "./send.ts";

export interface GatewayOptions {
  /** The cloud that answers: another one after a reset. Its services are always the same. */
  readonly platform: () => Platform;
  readonly random: Random;
  readonly log: Log;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly allowedHosts: readonly string[];
  readonly account: string;
  readonly region: string;
  /** Addresses beyond those of the services: the admin API. */
  readonly routes: readonly HttpRoute[];
  readonly certificate: () => Promise<Certificate>;
}

export interface Gateway {
  readonly port: number;
  /** The address that is listened on, as the system says it. */
  readonly address: string;
  /** Stops accepting and lets requests that are being answered finish for a bounded time. */
  close(): Promise<void>;
}

/** Listens and answers; rejects with the system's error when the port is taken. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { platform, random, log, allowedHosts } = options;
  const guard = { allowedHosts: allowedHosts.map((name) => name.toLowerCase()) };
  const surroundings = surroundingsOf(options);
  const routes = [...options.routes, ...platform().services.flatMap((service) => service.routes ?? [])];

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refusal = hostRefusal(request.headers, guard);
    if (refusal !== undefined) return refuse(response, refusal);
    const secure = "encrypted" in request.socket;
    const endpoint = `${secure ? "https" : "http"}://${request.headers.host ?? ""}`;
    const route = routeOf(routes, request);
    const foreign = route?.answersAnyOrigin ? undefined : originRefusal(request.headers);
    if (foreign !== undefined) return refuse(response, foreign);
    const departure = new Departure(response, platform().stopping);
    if (route !== undefined) {
      return routeRequest(route, { request, response }, { platform: platform(), endpoint, signal: departure.signal });
    }
    const unasked = actionRefusal(request);
    if (unasked !== undefined) return refuse(response, unasked);
    const exchange: Exchange = { request, wire: headOf({ request }), requestId: uuid(random), endpoint, departure };
    const { status, headers, body } = await runPipeline(exchange, surroundings);
    // What was not read of a body would be taken for the next request, so the connection ends with the answer.
    if (!request.complete) response.setHeader("connection", "close");
    await send(response, { status, headers: Object.entries(headers), body });
  };

  return listen({
    host: options.host,
    port: options.port,
    certificate: () =>
      options.certificate().catch((error: unknown) => {
        log.error("there is no certificate, so that TLS clients are turned away", { error });
        throw error;
      }),
    handle: (request, response) => {
      handle(request, response).catch((error: unknown) => {
        // Whatever was to be said can no longer be: the connection breaks, and the server's log says why.
        log.error("a response could not be sent", { url: request.url, error });
        if (response.headersSent) return void response.destroy();
        // What was set of the answer's head is not this answer's.
        for (const name of response.getHeaderNames()) response.removeHeader(name);
        return void refuse(response, "Internal failure", 500).catch(() => response.destroy());
      });
    },
  });
}

function surroundingsOf({ platform, random, log, account, region }: GatewayOptions): GatewaySurroundings {
  const models = platform().services.map((service) => service.model);
  const operations = new Map<ServiceModel, Map<string, Operation>>(models.map((model) => [model, new Map()]));
  return {
    get platform() {
      return platform();
    },
    random,
    log,
    account,
    region,
    claimant: claimantOf(models),
    operationOf(model, name) {
      const known = operations.get(model)?.get(name);
      if (known !== undefined) return known;
      const operation = operationOf(model, name);
      operations.get(model)?.set(name, operation);
      return operation;
    },
  };
}

function routeOf(routes: readonly HttpRoute[], request: IncomingMessage): HttpRoute | undefined {
  const host = request.headers.host ?? "";
  const path = request.url ?? "/";
  const mark = path.indexOf("?");
  return routes.find((route) => route.claims(host, mark < 0 ? path : path.slice(0, mark)));
}

function refuse(response: ServerResponse, message: string, status = 403): Promise<void> {
  const headers = [
    ["content-type", "application/json"],
    ["connection", "close"],
  ] as const;
  return send(response, { status, headers, body: `${JSON.stringify({ message })}\n` });
}
