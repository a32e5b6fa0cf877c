/** Whose a request is: protocol, service and operation, from headers, path and body alone. */
import type { OperationModel, ProtocolName, ServiceModel } from "../schema/model.ts";
import { decodeFormText, decodePercent } from "./form.ts";
import type { Protocol, ProtocolCall } from "./protocol.ts";
import { PROTOCOLS } from "./protocol-table.ts";
import { routeOperation } from "./route-operation.ts";
import type { WireError } from "./wire-error.ts";
import type { WireRequest } from "./wire.ts";

/** A request whose operation is known. */
export interface ClaimedOperation extends ProtocolCall {
  readonly kind: "operation";
  readonly protocol: Protocol;
}

/** A request to a service that is here, for an operation that it has not. */
export interface UnknownOperation {
  readonly kind: "unknown-operation";
  readonly protocol: Protocol;
  readonly model: ServiceModel;
  /** What the request called it; empty where it named nothing. */
  readonly name: string;
}

/** A request to a service that is not here. */
export interface UnknownService {
  readonly kind: "unknown-service";
  readonly protocol: Protocol;
  /** What the request called the service: a target prefix, a version or a name in a credential scope. */
  readonly name: string;
}

export type Claim = ClaimedOperation | UnknownOperation | UnknownService;

/** Decides claims among the models given; everything is indexed once. */
export interface Claimant {
  /** `body` is needed only where `needsBody` says so. */
  claim(request: WireRequest): Claim;
}

const HEADER_SCOPE = /Credential=[^/,\s]+\/\d+\/[^/,\s]*\/([^/,\s]+)\//;

/**
 * Whether a claim can be decided only with the body there: the query protocol names its operation in a POST's form.
 * Everything else is claimed by its head, so that S3's bodies can be streamed; `curl -X PUT -d` sends those as forms.
 */
export function needsBody(headers: WireRequest["headers"], method = "POST"): boolean {
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  return isForm && method === "POST" && HEADER_SCOPE.exec(headers.authorization ?? "")?.[1] !== "s3";
}

/** AWS's answer to an operation that the service does not have. */
export function unknownOperationError({ protocol, model, name }: UnknownOperation): WireError {
  if (protocol.name === "query") {
    const hasResourceUrls = model.metadata.queryUrlMember !== undefined;
    if (hasResourceUrls && name === "") return { code: "UnknownOperationException", message: "" };
    const message = hasResourceUrls
      ? `The action ${name} is not valid for this endpoint.`
      : `Could not find operation ${name} for version ${model.metadata.apiVersion}`;
    return { code: "UnknownOperationException", message };
  }
  if (protocol.name === "rest-xml") {
    return { code: "UnknownOperationException", message: "The specified method is not allowed against this resource." };
  }
  return { code: "UnknownOperationException", message: "" };
}

/** Indexes `models`. @throws nothing: a request that nobody claims is S3's, as S3 owns every path, or an unknown service's. */
export function claimantOf(models: readonly ServiceModel[]): Claimant {
  const index: Index = {
    models,
    byTarget: new Map(
      models.flatMap((model) => (model.metadata.targetPrefix ? [[model.metadata.targetPrefix, model]] : [])),
    ),
    query: models.filter((model) => model.metadata.protocols.includes("query")),
    restJson: models.filter((model) => model.metadata.protocols.includes("rest-json")),
    restXml: models.find((model) => model.metadata.protocols.includes("rest-xml")),
  };
  return { claim: (request) => claim(index, request) };
}

interface Index {
  readonly models: readonly ServiceModel[];
  readonly byTarget: ReadonlyMap<string, ServiceModel>;
  readonly query: readonly ServiceModel[];
  readonly restJson: readonly ServiceModel[];
  readonly restXml: ServiceModel | undefined;
}

const RPC_PATH = /\/service\/([^/]+)\/operation\/([^/]+)$/;

function claim(index: Index, request: WireRequest): Claim {
  const target = request.headers["x-amz-target"];
  if (target !== undefined) return byTarget(index, target);
  const rpc = request.headers["smithy-protocol"] === "rpc-v2-cbor" ? RPC_PATH.exec(request.path) : null;
  if (rpc !== null) return named(index, "smithy-rpc-v2-cbor", { service: rpc[1] ?? "", operation: rpc[2] ?? "" });
  const scope = scopedService(request);
  // S3 requests may be forms and may carry parameters of any name: one that is signed for S3 is no query request.
  return (scope === "s3" ? undefined : byAction(index, request, scope)) ?? byPath(index, request, scope);
}

function byTarget(index: Index, target: string): Claim {
  const dot = target.lastIndexOf(".");
  return named(index, "json", { service: target.slice(0, Math.max(dot, 0)), operation: target.slice(dot + 1) });
}

function named(
  index: Index,
  protocolName: ProtocolName,
  { service, operation: name }: { readonly service: string; readonly operation: string },
): Claim {
  const protocol = PROTOCOLS[protocolName];
  const model = index.byTarget.get(service);
  if (model === undefined) return { kind: "unknown-service", protocol, name: service };
  return claimed(model, protocol, name);
}

const NO_LABELS = {};

function claimed(model: ServiceModel, protocol: Protocol, name: string): Claim {
  const operation: OperationModel | undefined = Object.hasOwn(model.operations, name)
    ? model.operations[name]
    : undefined;
  const isSpoken = model.metadata.protocols.includes(protocol.name);
  if (operation === undefined || !isSpoken) return { kind: "unknown-operation", protocol, model, name };
  return { kind: "operation", protocol, model, operation, labels: NO_LABELS };
}

function byAction(index: Index, request: WireRequest, scope: string | undefined): Claim | undefined {
  const form = needsBody(request.headers, request.method) ? latin1(request.body) : "";
  const action = parameter(form, "Action") ?? parameter(request.query, "Action");
  const version = parameter(form, "Version") ?? parameter(request.query, "Version");
  const scoped = scope === undefined ? undefined : index.query.find((model) => model.metadata.signingName === scope);
  const protocol = PROTOCOLS.query;
  if (action === undefined) {
    // A form that is signed for a query service, or a look at a URL of one that gives its resources URLs.
    const isLook = request.method === "GET" && scoped?.metadata.queryUrlMember !== undefined;
    const isQuery = isLook || needsBody(request.headers, request.method);
    return scoped === undefined || !isQuery
      ? undefined
      : { kind: "unknown-operation", protocol, model: scoped, name: "" };
  }
  const byVersion = index.query.filter((model) => model.metadata.apiVersion === version);
  // IAM and CloudFormation do not share a version with anyone; a version that several share is told apart by the action.
  const candidates = version === undefined && scope === undefined ? unversioned(index, request) : byVersion;
  const model = scoped ?? candidates.find((each) => Object.hasOwn(each.operations, action)) ?? byVersion[0];
  if (model !== undefined) {
    const isMisplaced = request.path !== "/" && model.metadata.queryRootActions?.includes(action) === true;
    return isMisplaced
      ? { kind: "unknown-operation", protocol, model, name: action }
      : claimed(model, protocol, action);
  }
  return version === undefined && scope === undefined
    ? undefined
    : { kind: "unknown-service", protocol, name: scope ?? version ?? "" };
}

/** An account and a name, as in the URLs of queues. */
const RESOURCE_PATH = /^\/\d{12}\/[^/]+\/?$/;

/**
 * Whose an unsigned request may be that names an action and no version: a link in a message of SNS, or what is asked of a
 * resource at its own URL, where AWS needs no version either.
 */
function unversioned(index: Index, { method, path }: WireRequest): readonly ServiceModel[] {
  if (RESOURCE_PATH.test(path)) return index.query.filter((model) => model.metadata.queryUrlMember !== undefined);
  return method === "GET" && path === "/" ? index.query : [];
}

function byPath(index: Index, request: WireRequest, scope: string | undefined): Claim {
  const candidates = index.restJson.filter((model) => scope === undefined || model.metadata.signingName === scope);
  for (const model of candidates) {
    const routed = routeOperation(model, request);
    if (routed !== undefined) return { kind: "operation", protocol: PROTOCOLS["rest-json"], model, ...routed };
  }
  const restJson = PROTOCOLS["rest-json"];
  const [first] = candidates;
  const name = `${request.method} ${request.path}`;
  if (scope !== undefined && first !== undefined) {
    return { kind: "unknown-operation", protocol: restJson, model: first, name };
  }
  const isForeign = scope !== undefined && scope !== index.restXml?.metadata.signingName;
  if (isForeign) {
    const known = index.models.find((model) => model.metadata.signingName === scope);
    const protocol = PROTOCOLS[known?.metadata.protocols[0] ?? "rest-json"];
    return known === undefined
      ? { kind: "unknown-service", protocol, name: scope }
      : { kind: "unknown-operation", protocol, model: known, name: "" };
  }
  if (index.restXml === undefined) return { kind: "unknown-service", protocol: restJson, name };
  const protocol = PROTOCOLS["rest-xml"];
  const routed = routeOperation(index.restXml, request);
  return routed === undefined
    ? { kind: "unknown-operation", protocol, model: index.restXml, name }
    : { kind: "operation", protocol, model: index.restXml, ...routed };
}

const QUERY_SCOPE = /(?:^|&)X-Amz-Credential=([^&]+)/;

/** The service in the credential scope of a signed request. */
export function scopedService(request: Pick<WireRequest, "headers" | "query">): string | undefined {
  const authorization = request.headers.authorization;
  if (authorization !== undefined) return HEADER_SCOPE.exec(authorization)?.[1];
  const credential = QUERY_SCOPE.exec(request.query)?.[1];
  return credential === undefined ? undefined : decodePercent(credential).split("/")[3];
}

/** One parameter of a raw form or query string, decoded. */
function parameter(form: string, name: string): string | undefined {
  if (form === "") return undefined;
  const mark = `${name}=`;
  let start = form.startsWith(mark) ? 0 : form.indexOf(`&${mark}`) + 1;
  if (start === 0 && !form.startsWith(mark)) return undefined;
  start += mark.length;
  const end = form.indexOf("&", start);
  return decodeFormText(end === -1 ? form.slice(start) : form.slice(start, end));
}

/** Forms are ASCII; whatever is not is refused when the parameters are read. */
function latin1(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1");
}
