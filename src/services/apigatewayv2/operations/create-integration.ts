/** CreateIntegration: a function that routes can go to. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { newId } from "../../../platform/proxy/api-id.ts";
import { apiArn } from "../api/api-record.ts";
import { findApi } from "../api/find-api.ts";
import { maker } from "../../../platform/proxy/maker.ts";
import { limitExceeded } from "../errors.ts";
import { changedIntegration, INTEGRATION_MEMBERS, shownIntegration } from "../integration/integration-record.ts";
import { integrations } from "../keyspaces.ts";
import { INTEGRATIONS_AN_API, PART_ID_CHARACTERS, TIMEOUT_MILLISECONDS_MAX } from "../limits.ts";

export const createIntegration = operation.write(ApiGatewayV2.CreateIntegration, {
  honours: INTEGRATION_MEMBERS,
  on: (input, place) => apiArn(place, input.ApiId, "/integrations"),
  run(input, at) {
    const { apiId } = findApi(at, input.ApiId);
    if ([...integrations.keys(at.tx, [apiId])].length >= INTEGRATIONS_AN_API) {
      throw limitExceeded(`Maximum number of integrations for this API has been reached: ${INTEGRATIONS_AN_API}`);
    }
    const integrationId = newId(at.random, PART_ID_CHARACTERS);
    const made = changedIntegration(
      { integrationId, ...maker(at.caller), timeoutMilliseconds: TIMEOUT_MILLISECONDS_MAX },
      input,
    );
    integrations.put(at.tx, [apiId, integrationId], made);
    return shownIntegration(made);
  },
});
