/** Where subscribers fetch the certificate that they check signatures with. */
import type { HttpRoute } from "../../platform/service.ts";
import { certificateAt } from "./delivery/signing-key.ts";

const PATH = /^\/SimpleNotificationService-[0-9a-f]{32}\.pem$/;

export const certificateRoute: HttpRoute = {
  name: "sns.certificate",
  answersAnyOrigin: true,
  claims: (_host, path) => PATH.test(path),
  async handle(request, at) {
    const certificate = certificateAt(at, request.path);
    const isFound = certificate !== undefined && request.method === "GET";
    return {
      statusCode: isFound ? 200 : 404,
      headers: [["content-type", isFound ? "application/x-pem-file" : "text/plain"]],
      body: Buffer.from(isFound ? certificate : "There is no such certificate.\n"),
    };
  },
};
