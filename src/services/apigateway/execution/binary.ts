/**
 * Whether a payload is binary to an API: its media type is one of those that the API lists.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
 */
import { mediaTypeOf } from "../../../platform/proxy/request-parts.ts";

/** `header` is a Content-Type, or an Accept of which only the first media type counts. */
export function isBinary(binaryMediaTypes: readonly string[], header: string | undefined): boolean {
  if (binaryMediaTypes.includes("*/*")) return true;
  const type = mediaTypeOf(header);
  if (type === undefined) return false;
  return binaryMediaTypes.some((each) => {
    const listed = each.toLowerCase();
    return listed === type || (listed.endsWith("/*") && type.startsWith(listed.slice(0, -1)));
  });
}
