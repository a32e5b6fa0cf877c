/** Reads what an admin request asks, and writes JSON answers. */
import type { HttpRequest, HttpResponse } from "../../platform/http.ts";

/** An admin call that cannot be carried out as it was asked. */
export class AdminRefusal extends Error {
  override readonly name = "AdminRefusal";
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** A JSON answer. */
export function json(statusCode: number, value: unknown): HttpResponse {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  return { statusCode, headers: [["content-type", "application/json"]], body };
}

/**
 * The query parameters of a request, of which each may come once.
 * @throws AdminRefusal naming a parameter that is not among `known`: it would be ignored
 */
export function queryOf(request: HttpRequest, known: readonly string[]): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(request.query)) {
    if (!known.includes(name)) throw new AdminRefusal(400, `There is no parameter ${name} here.`);
    if (parameters.has(name)) throw new AdminRefusal(400, `The parameter ${name} is given twice.`);
    parameters.set(name, value);
  }
  return parameters;
}

/** A parameter that is a whole number, or `otherwise` when it is not given. @throws AdminRefusal when it is anything else */
export function wholeNumberOf(
  parameters: ReadonlyMap<string, string>,
  name: string,
  { least, most, otherwise }: { readonly least: number; readonly most?: number; readonly otherwise: number },
): number {
  const given = parameters.get(name);
  if (given === undefined) return otherwise;
  if (/^\d{1,15}$/.test(given) && Number(given) >= least && Number(given) <= (most ?? Infinity)) return Number(given);
  throw new AdminRefusal(400, `The parameter ${name} is a whole number from ${least} ${most ? `to ${most}` : "on"}.`);
}

/**
 * The JSON object in a request's body; an empty body is an empty object.
 * @throws AdminRefusal when it is neither, or has a member that is not among `known`: it would be ignored
 */
export function objectOf(request: HttpRequest, known: readonly string[]): Readonly<Record<string, unknown>> {
  const members = request.body.length === 0 ? {} : parsed(request.body);
  if (typeof members !== "object" || members === null || Array.isArray(members)) {
    throw new AdminRefusal(400, "The body must be a JSON object.");
  }
  const unknown = Object.keys(members).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new AdminRefusal(400, `There is no member ${unknown} here.`);
  return { ...members };
}

/** The JSON value in a request's body, or undefined when there is none. */
export function jsonOf(request: HttpRequest): unknown {
  return parsed(request.body);
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    // What is no JSON is no JSON object either, and is answered as such.
    return undefined;
  }
}
