/** What an API model says: services, operations, shapes and their traits. The generated tables have this form. */

/** The wire protocols that a model can list, under the names that botocore's models use. */
export type ProtocolName = "json" | "query" | "rest-json" | "rest-xml" | "smithy-rpc-v2-cbor";

/** How a timestamp is written on the wire, where a member or shape departs from its protocol's default. */
export type TimestampFormat = "iso8601" | "rfc822" | "unixTimestamp";

/** A use of a shape: a structure's member, a list's element, a map's key or value. */
export interface Member {
  readonly shape: string;
  /** Where REST protocols put the member; in the body when absent. */
  readonly location?: "header" | "headers" | "uri" | "querystring" | "statusCode";
  /** The name on the wire, where it differs from the member's own. */
  readonly locationName?: string;
  /** The name in the query protocol, where that differs from the names of the other protocols. */
  readonly queryName?: string;
  /** True for a list that a query request without any element holds, empty: forms cannot tell the two apart. */
  readonly queryAlwaysPresent?: boolean;
  /** True for a list that answers in JSON leave out when it is empty, although the model requires it. */
  readonly omittedWhenEmpty?: boolean;
  readonly flattened?: boolean;
  readonly xmlAttribute?: boolean;
  readonly xmlNamespace?: { readonly prefix?: string; readonly uri: string };
  readonly streaming?: boolean;
  readonly jsonvalue?: boolean;
  readonly idempotencyToken?: boolean;
  readonly eventpayload?: boolean;
  readonly eventheader?: boolean;
  readonly timestampFormat?: TimestampFormat;
  readonly box?: boolean;
  /** True where the value is also a part of the host name. */
  readonly hostLabel?: boolean;
  /** The values allowed in this use, where the shape itself allows any. */
  readonly enum?: readonly string[];
}

/** The modelled meaning of an error shape. */
export interface ErrorTrait {
  /** The code on the wire, where it differs from the shape's name. */
  readonly code?: string;
  /** The sentence in the query protocol, where it is not the one that the service throws. */
  readonly queryMessage?: string;
  readonly httpStatusCode?: number;
  /** True when the caller is at fault; servers' faults are retryable. */
  readonly senderFault?: boolean;
  readonly fault?: boolean;
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

export interface StructureShape {
  readonly type: "structure";
  readonly members: Readonly<Record<string, Member>>;
  readonly required?: readonly string[];
  /** The member that is the whole body in REST protocols. */
  readonly payload?: string;
  readonly error?: ErrorTrait;
  readonly exception?: boolean;
  readonly union?: boolean;
  readonly eventstream?: boolean;
  readonly event?: boolean;
  /** A JSON document of any form. */
  readonly document?: boolean;
  readonly sensitive?: boolean;
  readonly locationName?: string;
  /** The order of the members in XML; the model's own where absent. */
  readonly xmlOrder?: readonly string[];
  readonly xmlNamespace?: { readonly prefix?: string; readonly uri: string };
}
export interface ListShape extends Bounds {
  readonly type: "list";
  readonly sensitive?: boolean;
  readonly member: Member;
  readonly flattened?: boolean;
}
export interface MapShape extends Bounds {
  readonly type: "map";
  readonly sensitive?: boolean;
  readonly key: Member;
  readonly value: Member;
  readonly flattened?: boolean;
}
export interface StringShape extends Bounds {
  readonly type: "string";
  readonly sensitive?: boolean;
  readonly enum?: readonly string[];
  readonly pattern?: string;
}
export interface NumberShape extends Bounds {
  readonly type: "integer" | "long" | "float" | "double";
}
export interface BooleanShape {
  readonly type: "boolean";
}
export interface BlobShape extends Bounds {
  readonly type: "blob";
  readonly sensitive?: boolean;
  readonly streaming?: boolean;
}
export interface TimestampShape {
  readonly type: "timestamp";
  readonly timestampFormat?: TimestampFormat;
}
export type Shape =
  | StructureShape
  | ListShape
  | MapShape
  | StringShape
  | NumberShape
  | BooleanShape
  | BlobShape
  | TimestampShape;

/** An operation as the model tells it. */
export interface OperationModel {
  readonly name: string;
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  /** The input shape's name; absent where the operation takes nothing. */
  readonly input?: {
    readonly shape: string;
    readonly locationName?: string;
    readonly xmlNamespace?: { readonly uri: string };
  };
  readonly output?: {
    readonly shape: string;
    readonly resultWrapper?: string;
    /** The root element in rest-xml, where the output has no payload member to name it. */
    readonly locationName?: string;
    /** True where the only member's text is the root element's own text. */
    readonly unwrapped?: boolean;
    /** The member whose presence makes the status 206. */
    readonly partialContentMember?: string;
  };
  readonly errors?: readonly string[];
  readonly httpChecksumRequired?: boolean;
  readonly httpChecksum?: {
    readonly requestAlgorithmMember?: string;
    readonly requestChecksumRequired?: boolean;
    readonly requestValidationModeMember?: string;
    readonly responseAlgorithms?: readonly string[];
  };
  /** The content encodings that a client may compress the body with. */
  readonly requestCompression?: readonly string[];
  /** `none` where the operation needs no signature, `v4-unsigned-body` where the body is not part of it. */
  readonly authtype?: "none" | "v4-unsigned-body";
  readonly unsignedPayload?: boolean;
  /** True where another operation has taken this one's place: it is not routed to where both stand at one path. */
  readonly deprecated?: boolean;
}

/** What identifies a service on the wire. */
export interface ServiceMetadata {
  /** botocore's name of the service: `sqs`, `apigatewayv2` ... */
  readonly name: string;
  readonly apiVersion: string;
  readonly serviceId: string;
  /** The service name in a SigV4 credential scope. */
  readonly signingName: string;
  /** In the order of preference; legacy protocols that AWS still answers come last (customizations.ts adds them). */
  readonly protocols: readonly ProtocolName[];
  readonly targetPrefix?: string;
  readonly jsonVersion?: string;
  /** True when JSON and CBOR errors carry the query protocol's code in `x-amzn-query-error`. */
  readonly awsQueryCompatible?: boolean;
  readonly xmlNamespace?: string;
  /** What comes before `#` and a modelled error's name in JSON and CBOR; nothing does where absent. */
  readonly errorNamespace?: string;
  /** The input member that the URL of a query request stands for when the parameters do not give it. */
  readonly queryUrlMember?: string;
  /** Query actions that are valid on the service's own address only, not on the URL of one of its resources. */
  readonly queryRootActions?: readonly string[];
  /**
   * Names in the JSON that this service writes for query requests that accept it, by shape and member, where they are not
   * the members' own. A service without this table answers query requests in XML, whatever they accept.
   */
  readonly queryJsonNames?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** True where an error of the query protocol has a Detail element. */
  readonly queryErrorDetail?: boolean;
  /** This service's own codes for errors that are not modelled, by the name that JSON protocols give them. */
  readonly frameworkErrors?: Readonly<Record<string, ErrorTrait>>;
}

/** A whole service: what a generated table holds. */
export interface ServiceModel {
  readonly metadata: ServiceMetadata;
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

declare const typesOf: unique symbol;

/**
 * A typed name of one operation: what a service implements and what another service calls.
 * Values at this level are plain data: timestamps are numbers of milliseconds since the epoch, blobs are Uint8Array,
 * streaming blobs are AsyncIterable<Uint8Array>, longs are numbers.
 */
export interface Operation<Input = unknown, Output = unknown> {
  readonly service: ServiceModel;
  readonly name: string;
  /** Never present: it carries the types. */
  readonly [typesOf]?: { readonly input: Input; readonly output: Output };
}

export type InputOf<O> = O extends Operation<infer Input, infer _> ? Input : never;
export type OutputOf<O> = O extends Operation<infer _, infer Output> ? Output : never;

/** Names an operation of `service`; only generated code calls it. */
export function operationOf<Input, Output>(service: ServiceModel, name: string): Operation<Input, Output> {
  return { service, name };
}
