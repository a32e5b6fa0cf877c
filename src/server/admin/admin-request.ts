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

/** The query parameters of a request. */
export function queryOf(request: HttpRequest): URLSearchParams {
  return new URLSearchParams(request.query);
}

/** The JSON object in a request's body; an empty body is an empty object. @throws AdminRefusal when it is neither */
export function objectOf(request: HttpRequest): Readonly<Record<string, unknown>> {
  if (request.body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(Buffer.from(request.body).toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Answered below, like every other body that is not a JSON object.
  }
  throw new AdminRefusal(400, "The body must be a JSON object.");
}
