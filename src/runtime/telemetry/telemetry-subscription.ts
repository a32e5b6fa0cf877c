/**
 * What an extension asks of the Telemetry API, checked.
 * https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html
 */
import {
  TELEMETRY_BYTES_DEFAULT,
  TELEMETRY_BYTES_MAX,
  TELEMETRY_ITEMS_DEFAULT,
  TELEMETRY_ITEMS_MAX,
  TELEMETRY_ITEMS_MIN,
  TELEMETRY_TIMEOUT_MILLISECONDS_DEFAULT,
  TELEMETRY_TIMEOUT_MILLISECONDS_MAX,
  TELEMETRY_TIMEOUT_MILLISECONDS_MIN,
} from "../limits.ts";

export type TelemetryType = "platform" | "function" | "extension";

export interface TelemetrySubscription {
  readonly types: readonly TelemetryType[];
  readonly protocol: "HTTP" | "TCP";
  /** Where batches go: on loopback. */
  readonly port: number;
  /** Of HTTP. */
  readonly path: string;
  readonly maximumItems: number;
  readonly maximumBytes: number;
  readonly timeoutMilliseconds: number;
}

/** The status, AWS's word and a sentence. */
export interface TelemetryRefusal {
  readonly status: number;
  readonly errorType: string;
  readonly errorMessage: string;
}

type Members = Readonly<Record<string, unknown>>;

const VERSIONS: ReadonlySet<unknown> = new Set(["2022-07-01", "2022-12-13", "2025-01-29"]);
const TYPES: readonly TelemetryType[] = ["platform", "function", "extension"];
/** What extensions call their own environment: each of these is this machine's loopback here. */
const HOSTS: ReadonlySet<string> = new Set(["sandbox.localdomain", "sandbox", "localhost", "127.0.0.1"]);

/** Reads a subscription; all that is wrong with it is said at once, as on AWS. */
export function telemetrySubscription(text: string | undefined): TelemetrySubscription | TelemetryRefusal {
  const body = membersOf(parsed(text));
  if (body === undefined) return invalid(["the request body is not a JSON object"]);
  const wrong: string[] = [];
  const unknown = Object.keys(body).find((name) => !MEMBERS.has(name));
  if (unknown !== undefined) wrong.push(`${unknown} is not a member of a subscription`);
  if (!VERSIONS.has(body["schemaVersion"])) wrong.push(`schemaVersion should be one of ${[...VERSIONS].join(", ")}`);
  const destination = membersOf(body["destination"]) ?? {};
  const { protocol } = destination;
  if (protocol !== "HTTP" && protocol !== "TCP") wrong.push("destination protocol should be HTTP or TCP");
  const address = protocol === "TCP" ? tcpAddressOf(destination, wrong) : httpAddressOf(destination["URI"], wrong);
  const types = typesOf(body["types"], wrong);
  const buffering = bufferingOf(body["buffering"], wrong);
  return wrong.length > 0 ? invalid(wrong) : { types, ...address, ...buffering };
}

const MEMBERS: ReadonlySet<string> = new Set(["schemaVersion", "destination", "types", "buffering"]);

type Address = Pick<TelemetrySubscription, "protocol" | "port" | "path">;

function httpAddressOf(given: unknown, wrong: string[]): Address {
  const url = typeof given === "string" && URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol !== "http:") wrong.push("URI should be of the form http://sandbox.localdomain:port");
  else if (!HOSTS.has(url.hostname)) wrong.push("URI host should be sandbox.localdomain");
  // A URL drops the port that its scheme has anyway, so the text itself says whether one is there.
  else if (!/^http:\/\/[^/?#]*:\d+/i.test(String(given))) wrong.push("URI port is not provided");
  return { protocol: "HTTP", port: Number(url?.port === "" ? 80 : url?.port), path: `${url?.pathname}${url?.search}` };
}

/**
 * The reference asks for a URI and shows none of TCP; the Logs API, which came before, has a port. Either is taken.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-logs-api.html
 */
function tcpAddressOf({ URI: given, port }: Members, wrong: string[]): Address {
  const url = typeof given === "string" && URL.canParse(given) ? new URL(given) : undefined;
  const named = given === undefined ? port : Number(url?.port);
  if (given === undefined && port === undefined) wrong.push("URI port is not provided");
  else if (given !== undefined && url?.protocol !== "tcp:") {
    wrong.push("URI should be of the form tcp://sandbox.localdomain:port");
  } else if (url !== undefined && !HOSTS.has(url.hostname)) wrong.push("URI host should be sandbox.localdomain");
  else if (url?.port === "") wrong.push("URI port is not provided");
  else if (!isPort(named)) wrong.push("port should be between 1 and 65535");
  return { protocol: "TCP", port: Number(named), path: "" };
}

function isPort(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= PORT_MAX;
}

const PORT_MAX = 65_535;

function typesOf(given: unknown, wrong: string[]): readonly TelemetryType[] {
  if (!Array.isArray(given) || given.length === 0) {
    wrong.push("types should not be empty");
    return [];
  }
  if (!given.every((each) => TYPES.some((type) => type === each))) wrong.push(`types should be of ${TYPES.join(", ")}`);
  return TYPES.filter((type) => given.includes(type));
}

type Buffering = Pick<TelemetrySubscription, "maximumItems" | "maximumBytes" | "timeoutMilliseconds">;

function bufferingOf(given: unknown, wrong: string[]): Buffering {
  const buffering = given === undefined || given === null ? {} : membersOf(given);
  if (buffering === undefined) wrong.push("buffering should be an object");
  const within = (name: string, { least, most, usual }: { least: number; most: number; usual: number }): number => {
    const value = buffering?.[name] ?? usual;
    if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
    wrong.push(`${name} should be between ${least} and ${most}`);
    return usual;
  };
  return {
    maximumItems: within("maxItems", {
      least: TELEMETRY_ITEMS_MIN,
      most: TELEMETRY_ITEMS_MAX,
      usual: TELEMETRY_ITEMS_DEFAULT,
    }),
    maximumBytes: within("maxBytes", {
      least: TELEMETRY_BYTES_DEFAULT,
      most: TELEMETRY_BYTES_MAX,
      usual: TELEMETRY_BYTES_DEFAULT,
    }),
    timeoutMilliseconds: within("timeoutMs", {
      least: TELEMETRY_TIMEOUT_MILLISECONDS_MIN,
      most: TELEMETRY_TIMEOUT_MILLISECONDS_MAX,
      usual: TELEMETRY_TIMEOUT_MILLISECONDS_DEFAULT,
    }),
  };
}

function invalid(wrong: readonly string[]): TelemetryRefusal {
  return { status: 400, errorType: "ValidationError", errorMessage: wrong.join("; ") };
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    // What is no JSON is answered as such.
    return undefined;
  }
}

function membersOf(value: unknown): Members | undefined {
  // The members of an object may be anything.
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
}
