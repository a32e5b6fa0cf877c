/** Reads what a function returned as an HTTP response, in the forms that API Gateway accepts. */
import { isSendable } from "./header-names.ts";
import type { Pair } from "./request-parts.ts";

/** A response as a function describes it; the body is still base64 where it says so. */
export interface ProxyResponse {
  readonly statusCode: number;
  /** Names as the function wrote them. */
  readonly headers: readonly Pair[];
  readonly cookies: readonly string[];
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

export type Reading =
  | { readonly kind: "response"; readonly response: ProxyResponse }
  | { readonly kind: "malformed"; readonly reason: string };

type Document = Readonly<Record<string, unknown>>;

/**
 * Format 1.0, and REST APIs: an object of known members, the status code being 200 where it is not given.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function readFormat1(payload: Uint8Array): Reading {
  const document = parsed(payload);
  if (!isDocument(document)) return malformed("it is not a JSON object");
  const names = Object.keys(document);
  if (names.length === 0) return malformed("it is an empty object");
  const unknown = names.find((name) => !FORMAT_1_MEMBERS.has(name));
  if (unknown !== undefined) return malformed(`it has a member "${unknown}"`);
  return readMembers({ statusCode: 200, ...document }, ["multiValueHeaders"]);
}

const FORMAT_1_MEMBERS: ReadonlySet<string> = new Set([
  "statusCode",
  "headers",
  "multiValueHeaders",
  "body",
  "isBase64Encoded",
]);

/**
 * Format 2.0: whatever has no status code is the body of a JSON response; a text is used as it is.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function readFormat2(payload: Uint8Array): Reading {
  const document = parsed(payload);
  if (document === undefined) return malformed("it is not JSON");
  if (isDocument(document) && "statusCode" in document) return readMembers(document, ["cookies"]);
  const body = typeof document === "string" ? document : JSON.stringify(document);
  const headers = [["content-type", "application/json"]] as const;
  return { kind: "response", response: { statusCode: 200, headers, cookies: [], body, isBase64Encoded: false } };
}

function readMembers(document: Document, lists: readonly ("multiValueHeaders" | "cookies")[]): Reading {
  const statusCode = statusCodeOf(document["statusCode"]);
  if (statusCode === undefined) return malformed(`its statusCode is ${JSON.stringify(document["statusCode"])}`);
  const body = document["body"] ?? "";
  if (typeof body !== "string") return malformed("its body is not a string");
  const isBase64Encoded = document["isBase64Encoded"] ?? false;
  if (typeof isBase64Encoded !== "boolean") return malformed("its isBase64Encoded is not a boolean");
  const single = singleHeaders(document["headers"] ?? {});
  const multiple = lists.includes("multiValueHeaders") ? multipleHeaders(document["multiValueHeaders"] ?? {}) : [];
  if (single === undefined || multiple === undefined) return malformed("its headers are not names with values");
  const cookies = lists.includes("cookies") ? (document["cookies"] ?? []) : [];
  if (!isTextList(cookies)) return malformed("its cookies are not a list of strings");
  // Where both forms give the same pair it is sent once: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
  const extra = single.filter(
    ([name, value]) => !multiple.some((other) => other[0].toLowerCase() === name.toLowerCase() && other[1] === value),
  );
  const headers = [...multiple, ...extra];
  const cookieHeaders = cookies.map((cookie) => ["set-cookie", cookie] as const);
  const bad = [...headers, ...cookieHeaders].find(([name, value]) => !isSendable(name, value));
  if (bad !== undefined) return malformed(`its header "${bad[0]}" cannot be sent`);
  return { kind: "response", response: { statusCode, headers, cookies, body, isBase64Encoded } };
}

function parsed(payload: Uint8Array): unknown {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8");
  // A function that returns nothing returns null, which is not the same as no JSON.
  if (text === "") return null;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    // The caller answers that the response is malformed.
    return undefined;
  }
}

function isDocument(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A whole number, or the text of one. */
function statusCodeOf(value: unknown): number | undefined {
  const code = typeof value === "string" && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof code === "number" && Number.isInteger(code) && code >= 200 && code <= 599 ? code : undefined;
}

function singleHeaders(value: unknown): readonly Pair[] | undefined {
  if (!isDocument(value)) return undefined;
  const headers: Pair[] = [];
  for (const [name, each] of Object.entries(value)) {
    if (each === null) continue;
    if (typeof each === "object") return undefined;
    headers.push([name, String(each)]);
  }
  return headers;
}

function multipleHeaders(value: unknown): readonly Pair[] | undefined {
  if (!isDocument(value)) return undefined;
  const headers: Pair[] = [];
  for (const [name, values] of Object.entries(value)) {
    if (values === null) continue;
    if (!Array.isArray(values)) return undefined;
    // Whatever a list holds came out of a JSON document.
    for (const each of values as readonly unknown[]) {
      if (typeof each === "object") return undefined;
      headers.push([name, String(each)]);
    }
  }
  return headers;
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

function malformed(reason: string): Reading {
  return { kind: "malformed", reason: `The function's response is malformed: ${reason}.` };
}
