/** GetDeployment: with its methods where the request asks for them. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findDeployment } from "../api/find-api.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { shownDeployment } from "../deployment/deployment-record.ts";

export const getDeployment = operation.read(ApiGateway.GetDeployment, {
  honours: ["deploymentId", "embed", "restApiId"],
  on: (input, place) => restApiArn(place, input.restApiId, `/deployments/${input.deploymentId}`),
  run: (input, at) =>
    shownDeployment(
      findDeployment(at, input.restApiId, input.deploymentId),
      input.embed?.includes("apisummary") ?? false,
    ),
});
