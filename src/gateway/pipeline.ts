/**
 * What every AWS API request goes through, in this order; written nowhere else:
 * claim protocol and operation, receive the body, authenticate, read the input, dispatch, write the answer.
 */
import { AnswerLost } from "../platform/faults/call-faults.ts";
import { causeOfTraceHeader } from "../platform/lineage/trace-header.ts";
import type { Frame } from "../platform/scope.ts";
import { ServiceError } from "../platform/service-error.ts";
import { type ClaimedOperation, needsBody, unknownOperationError } from "../protocol/claim.ts";
import { type Protocol, ProtocolError } from "../protocol/protocol.ts";
import type { WireError } from "../protocol/wire-error.ts";
import { escapeXml } from "../protocol/xml-escape.ts";
import type { WireResponse } from "../protocol/wire.ts";
import type { ServiceModel } from "../schema/model.ts";
import { authenticate } from "./authenticate.ts";
import type { ClientCall, TappedCall } from "./call-tap.ts";
import type { Exchange, GatewaySurroundings } from "./exchange.ts";
import { receiveStream, receiveWhole, streamsInput } from "./receive.ts";
import { pathStyle } from "./path-style.ts";

/** Answers one request. @throws AnswerLost where a fault lets nobody hear the answer, and nothing else */
export async function runPipeline(exchange: Exchange, surroundings: GatewaySurroundings): Promise<WireResponse> {
  let speaker: Speaker | undefined;
  let tapped: TappedCall | undefined;
  try {
    // A body that is there is not awaited: most requests are carried out in the turn in which they are heard.
    const early = needsBody(exchange.wire.headers, exchange.wire.method) ? receive(exchange) : undefined;
    if (early !== undefined) await early;
    const claim = surroundings.claimant.claim(pathStyle(exchange.wire));
    if (claim.kind === "unknown-service") {
      const message = `Sluice has no service "${claim.name}". Nothing was changed.`;
      const refusal = { code: "NotImplemented", message, statusCode: 501 };
      return claim.protocol.name === "query"
        ? writeUnclaimedQuery(refusal, exchange)
        : writeUnclaimed(refusal, exchange);
    }
    speaker = claim;
    if (claim.kind === "unknown-operation") {
      return claim.protocol.writeError(claim.model, unknownOperationError(claim), exchange);
    }
    const { protocol, model, operation } = claim;
    const streamed = streamsInput(claim);
    const arrival = streamed ? undefined : receive(exchange);
    if (arrival !== undefined) await arrival;
    const { caller, region, chunkSigning } = authenticate(exchange, surroundings);
    const request = streamed ? { ...exchange.wire, bodyStream: receiveStream(exchange, chunkSigning) } : exchange.wire;
    const input = protocol.readRequest(claim, pathStyle(request));
    const { requestId, endpoint, departure } = exchange;
    const traceHeader = exchange.wire.headers["x-amzn-trace-id"];
    // The lineage record that it names: calls of a function are linked to its invocation by it.
    const cause = causeOfTraceHeader(traceHeader) ?? "";
    const frame: Frame = { account: caller.account, region, caller, requestId, endpoint, cause, traceHeader };
    const named = surroundings.operationOf(model, operation.name);
    // What a function calls follows from what is recorded, and would happen twice in a replay.
    if (surroundings.tap !== undefined && cause === "") {
      tapped = surroundings.tap(clientCall(claim, input, frame));
    }
    const output = await surroundings.platform.dispatch(named, tapped?.input ?? input, {
      frame,
      attendance: departure,
    });
    tapped?.answered(output);
    // What an operation gives back is what its output shape says; one without an output gives nothing.
    return protocol.writeResponse(claim, (output ?? {}) as Readonly<Record<string, unknown>>, exchange);
  } catch (error) {
    if (error instanceof AnswerLost) throw error;
    const answered = wireErrorOf(error, exchange, surroundings);
    tapped?.refused(answered.statusCode ?? 400, answered.code);
    if (speaker === undefined) return writeUnclaimed(answered, exchange);
    return speaker.protocol.writeError(speaker.model, answered, exchange);
  }
}

function clientCall({ model, operation }: ClaimedOperation, input: object, frame: Frame): ClientCall {
  const { account, region, endpoint } = frame;
  return { service: model.metadata.name, operation: operation.name, account, region, endpoint, input };
}

/** Who answers, once it is known. */
interface Speaker {
  readonly protocol: Protocol;
  readonly model: ServiceModel;
}

/** Receives the body, unless it is there. */
function receive(exchange: Exchange): Promise<void> | undefined {
  if (exchange.conversation.received !== undefined || exchange.wire.body.length > 0) return undefined;
  return receiveWhole(exchange).then((body) => {
    exchange.wire = { ...exchange.wire, body };
  });
}

function wireErrorOf(error: unknown, exchange: Exchange, { log }: GatewaySurroundings): WireError {
  if (error instanceof ServiceError || error instanceof ProtocolError) return error;
  if (!exchange.departure.isOver) {
    log.error("a request failed for a reason that is no answer", {
      requestId: exchange.requestId,
      url: exchange.conversation.target,
      error,
    });
  }
  return {
    code: "InternalFailure",
    message: "The request processing has failed because of an unknown error, exception or failure.",
    statusCode: 500,
  };
}

/** An error of a request of which nobody knows what protocol it speaks: JSON, since most do. */
function writeUnclaimed({ code, message, statusCode }: WireError, { requestId }: Exchange): WireResponse {
  return {
    status: statusCode ?? 400,
    headers: { "content-type": "application/json", "x-amzn-requestid": requestId, "x-amzn-errortype": code },
    body: JSON.stringify({ __type: code, message }),
  };
}

/** The same for clients of the query protocol, which read errors as XML only. */
function writeUnclaimedQuery({ code, message, statusCode }: WireError, { requestId }: Exchange): WireResponse {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
  return {
    status: statusCode ?? 400,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: `<ErrorResponse>${error}<RequestId>${requestId}</RequestId></ErrorResponse>`,
  };
}
