/** One request on its way through the wire pipeline, and what every step may ask of the gateway. */
import type { CallTap } from "./call-tap.ts";
import type { Departure } from "./departure.ts";
import type { Conversation } from "./http/conversation.ts";
import type { Log } from "../kernel/log.ts";
import type { Random } from "../kernel/random.ts";
import type { Platform } from "../platform/platform.ts";
import type { Claimant } from "../protocol/claim.ts";
import type { WireRequest } from "../protocol/wire.ts";
import type { Operation, ServiceModel } from "../schema/model.ts";

/** What the steps share. */
export interface GatewaySurroundings {
  readonly platform: Platform;
  readonly random: Random;
  readonly log: Log;
  readonly claimant: Claimant;
  /** The platform's name for an operation of a model. */
  operationOf(model: ServiceModel, name: string): Operation;
  /** Listens to the calls of clients; nobody does when absent. */
  readonly tap?: CallTap | undefined;
  /** Where a request belongs that says nothing of it. */
  readonly account: string;
  readonly region: string;
}

/** A request with what has been read of it. */
export interface Exchange {
  readonly conversation: Conversation;
  /** As the client sent it: what its signature covers. The body is there once it has been received. */
  wire: WireRequest;
  readonly requestId: string;
  /** Scheme, host and port that the client used. */
  readonly endpoint: string;
  /** Aborted when the client leaves before its answer is complete. */
  readonly departure: Departure;
}
