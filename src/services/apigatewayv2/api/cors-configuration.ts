/** The CORS configuration of an API: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html */
import type { CorsRules } from "../../../platform/proxy/cors.ts";
import type { Cors } from "../../../schema/generated/apigatewayv2.ts";
import { badRequest } from "../errors.ts";
import { CORS_MAX_AGE_SECONDS_MAX, CORS_MAX_AGE_SECONDS_MIN } from "../limits.ts";

export type CorsRecord = CorsRules;

const METHODS: ReadonlySet<string> = new Set(["*", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]);
const ORIGIN = /^(?:\*|https?:\/\/\*|[a-z][a-z0-9+.-]*:\/\/[^\s/*]+)$/i;

/** @throws BadRequestException for values that no browser could be told */
export function corsRecord(given: Cors): CorsRecord {
  const { AllowCredentials, AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders, MaxAge } = given;
  for (const method of AllowMethods ?? []) {
    if (!METHODS.has(method)) throw badRequest(`Invalid value ${method} for allowMethods`);
  }
  for (const origin of AllowOrigins ?? []) {
    if (!ORIGIN.test(origin)) throw badRequest(`Invalid format for origin ${origin}`);
  }
  if (AllowCredentials === true && AllowOrigins?.includes("*")) {
    throw badRequest("allowCredentials is not supported for origin *");
  }
  if (MaxAge !== undefined && (MaxAge < CORS_MAX_AGE_SECONDS_MIN || MaxAge > CORS_MAX_AGE_SECONDS_MAX)) {
    throw badRequest(`maxAge must be between ${CORS_MAX_AGE_SECONDS_MIN} and ${CORS_MAX_AGE_SECONDS_MAX}`);
  }
  return {
    ...(AllowCredentials === undefined ? {} : { AllowCredentials }),
    ...(AllowHeaders === undefined ? {} : { AllowHeaders: AllowHeaders.map((name) => name.toLowerCase()) }),
    ...(AllowMethods === undefined ? {} : { AllowMethods }),
    ...(AllowOrigins === undefined ? {} : { AllowOrigins }),
    ...(ExposeHeaders === undefined ? {} : { ExposeHeaders: ExposeHeaders.map((name) => name.toLowerCase()) }),
    ...(MaxAge === undefined ? {} : { MaxAge }),
  };
}
