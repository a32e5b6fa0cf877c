/** The wire's front: one port, the guard, the addresses that are no AWS API, and the pipeline for those that are. */
import type { CallTap } from "./call-tap.ts";
import type { Log } from "../kernel/log.ts";
import { uuid, type Random } from "../kernel/random.ts";
import { AnswerLost } from "../platform/faults/call-faults.ts";
import type { RequestSigner } from "../platform/http.ts";
import type { Platform } from "../platform/platform.ts";
import type { HttpRoute } from "../platform/service.ts";
import { claimantOf } from "../protocol/claim.ts";
import { type Operation, operationOf, type ServiceModel } from "../schema/model.ts";
import type { Certificate } from "./certificate.ts";
import { Departure } from "./departure.ts";
import type { Exchange, GatewaySurroundings } from "./exchange.ts";
import { requestSigner } from "./authenticate.ts";
import { actionRefusal, hostRefusal, originRefusal } from "./guard.ts";
import type { Conversation } from "./http/conversation.ts";
import { listen, type Listener } from "./http/listener.ts";
import { runPipeline } from "./pipeline.ts";
import { receivedOf } from "./receive.ts";
import { routeRequest } from "./route-request.ts";

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
  readonly tap?: CallTap;
}

export interface Gateway {
  /** Answers one request, whoever leads the conversation. */
  converse(conversation: Conversation): void;
  /** Listens on the port and converses with whoever comes; rejects with the system's error when it is taken. */
  listen(): Promise<Listener>;
}

/** Makes a gateway, which has no port before it is told to listen. */
export function createGateway(options: GatewayOptions): Gateway {
  const { platform, random, log, allowedHosts } = options;
  const guard = { allowedHosts: allowedHosts.map((name) => name.toLowerCase()) };
  const surroundings = surroundingsOf(options);
  const routes = [...options.routes, ...platform().services.flatMap((service) => service.routes ?? [])];

  const handle = async (conversation: Conversation): Promise<void> => {
    const { headers } = conversation;
    const refusal = hostRefusal(headers, guard);
    if (refusal !== undefined) return refuse(conversation, refusal);
    const endpoint = `${conversation.isSecure ? "https" : "http"}://${headers.host ?? ""}`;
    const wire = receivedOf(conversation);
    const route = routes.find((each) => each.claims(headers.host ?? "", wire.path));
    const foreign = route?.answersAnyOrigin ? undefined : originRefusal(headers);
    if (foreign !== undefined) return refuse(conversation, foreign);
    const departure = new Departure(conversation, platform().stopping);
    if (route !== undefined) {
      const signerOf = (body: Uint8Array): RequestSigner => {
        const exchange = { conversation, wire: { ...wire, body }, requestId: "", endpoint, departure };
        return requestSigner(exchange, surroundings);
      };
      return routeRequest(route, conversation, { platform: platform(), endpoint, signal: departure.signal, signerOf });
    }
    const unasked = actionRefusal(wire);
    if (unasked !== undefined) return refuse(conversation, unasked);
    const exchange: Exchange = { conversation, wire, requestId: uuid(random), endpoint, departure };
    const answer = await runPipeline(exchange, surroundings);
    await conversation.answer({ ...answer, headers: Object.entries(answer.headers) });
  };

  const converse = (conversation: Conversation): void => {
    handle(conversation).catch((error: unknown) => {
      if (error instanceof AnswerLost) return conversation.abandon();
      // Whatever was to be said can no longer be: the connection breaks, and the server's log says why.
      log.error("a response could not be sent", { url: conversation.target, error });
      if (conversation.hasBegun) return conversation.abandon();
      return void refuse(conversation, "Internal failure", 500).catch(() => conversation.abandon());
    });
  };

  return {
    converse,
    listen: () =>
      listen({
        host: options.host,
        port: options.port,
        certificate: () =>
          options.certificate().catch((error: unknown) => {
            log.error("there is no certificate, so that TLS clients are turned away", { error });
            throw error;
          }),
        handle: converse,
      }),
  };
}

function surroundingsOf({ platform, random, log, account, region, tap }: GatewayOptions): GatewaySurroundings {
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
    tap,
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

function refuse(conversation: Conversation, message: string, status = 403): Promise<void> {
  const headers = [
    ["content-type", "application/json"],
    ["connection", "close"],
  ] as const;
  return conversation.answer({ status, headers, body: `${JSON.stringify({ message })}\n` });
}
