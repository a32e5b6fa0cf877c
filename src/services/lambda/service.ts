/** AWS Lambda: the only door of this service. */
import { defineService } from "../../platform/service.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { RETRY_EVENT } from "./asynchronous/hold-event.ts";
import { retryEvent } from "./asynchronous/event-queue.ts";
import { DELIVER_RECORD, deliverRecord, SEND_DEAD_LETTER, sendDeadLetter } from "./asynchronous/hand-on.ts";
import { codeRoute } from "./code/code-location.ts";
import { DISCARD_CODE, discardUnusedCode, heldCode } from "./code/code-uses.ts";
import { rateExceeded, refuse } from "./errors.ts";
import { APPLY_SETUP, applySetup } from "./function/function-store.ts";
import { jobs } from "./jobs.ts";
import { addPermission } from "./operations/add-permission.ts";
import { createEventSourceMapping } from "./operations/create-event-source-mapping.ts";
import { deleteEventSourceMapping } from "./operations/delete-event-source-mapping.ts";
import { getEventSourceMapping } from "./operations/get-event-source-mapping.ts";
import { listEventSourceMappings } from "./operations/list-event-source-mappings.ts";
import { updateEventSourceMapping } from "./operations/update-event-source-mapping.ts";
import { createFunction } from "./operations/create-function.ts";
import { deleteFunctionConcurrency } from "./operations/delete-function-concurrency.ts";
import { deleteFunctionEventInvokeConfig } from "./operations/delete-function-event-invoke-config.ts";
import { deleteFunction } from "./operations/delete-function.ts";
import { getAccountSettings } from "./operations/get-account-settings.ts";
import { getFunctionConcurrency } from "./operations/get-function-concurrency.ts";
import { getFunctionConfiguration } from "./operations/get-function-configuration.ts";
import { getFunctionEventInvokeConfig } from "./operations/get-function-event-invoke-config.ts";
import { getFunction } from "./operations/get-function.ts";
import { getPolicy } from "./operations/get-policy.ts";
import { invoke } from "./operations/invoke.ts";
import { invokeWithResponseStream } from "./operations/invoke-with-response-stream.ts";
import { listFunctionEventInvokeConfigs } from "./operations/list-function-event-invoke-configs.ts";
import { listFunctions } from "./operations/list-functions.ts";
import { listTags } from "./operations/list-tags.ts";
import { putFunctionConcurrency } from "./operations/put-function-concurrency.ts";
import { putFunctionEventInvokeConfig } from "./operations/put-function-event-invoke-config.ts";
import { removePermission } from "./operations/remove-permission.ts";
import { tagResource } from "./operations/tag-resource.ts";
import { untagResource } from "./operations/untag-resource.ts";
import { updateFunctionCode } from "./operations/update-function-code.ts";
import { updateFunctionConfiguration } from "./operations/update-function-configuration.ts";
import { updateFunctionEventInvokeConfig } from "./operations/update-function-event-invoke-config.ts";
import { createAlias } from "./operations/create-alias.ts";
import { deleteAlias } from "./operations/delete-alias.ts";
import { getAlias } from "./operations/get-alias.ts";
import { listAliases } from "./operations/list-aliases.ts";
import { updateAlias } from "./operations/update-alias.ts";
import { publishVersion } from "./operations/publish-version.ts";
import { listVersionsByFunction } from "./operations/list-versions-by-function.ts";
import { publishLayerVersion } from "./operations/publish-layer-version.ts";
import { getLayerVersion } from "./operations/get-layer-version.ts";
import { getLayerVersionByArn } from "./operations/get-layer-version-by-arn.ts";
import { deleteLayerVersion } from "./operations/delete-layer-version.ts";
import { listLayerVersions } from "./operations/list-layer-versions.ts";
import { listLayers } from "./operations/list-layers.ts";
import { addLayerVersionPermission } from "./operations/add-layer-version-permission.ts";
import { removeLayerVersionPermission } from "./operations/remove-layer-version-permission.ts";
import { getLayerVersionPolicy } from "./operations/get-layer-version-policy.ts";
import { getFunctionRecursionConfig } from "./operations/get-function-recursion-config.ts";
import { putFunctionRecursionConfig } from "./operations/put-function-recursion-config.ts";
import { getRuntimeManagementConfig } from "./operations/get-runtime-management-config.ts";
import { putRuntimeManagementConfig } from "./operations/put-runtime-management-config.ts";
import { getFunctionCodeSigningConfig } from "./operations/get-function-code-signing-config.ts";
import { createFunctionUrlConfig } from "./operations/create-function-url-config.ts";
import { deleteFunctionUrlConfig } from "./operations/delete-function-url-config.ts";
import { getFunctionUrlConfig } from "./operations/get-function-url-config.ts";
import { listFunctionUrlConfigs } from "./operations/list-function-url-configs.ts";
import { updateFunctionUrlConfig } from "./operations/update-function-url-config.ts";
import { putProvisionedConcurrencyConfig } from "./operations/put-provisioned-concurrency-config.ts";
import { getProvisionedConcurrencyConfig } from "./operations/get-provisioned-concurrency-config.ts";
import { deleteProvisionedConcurrencyConfig } from "./operations/delete-provisioned-concurrency-config.ts";
import { listProvisionedConcurrencyConfigs } from "./operations/list-provisioned-concurrency-configs.ts";
import { resources } from "./resources.ts";
import { unsupported } from "./unsupported.ts";
import { serveUrl } from "./url/serve-url.ts";
import { functionAccess } from "./function/function-access.ts";

export const lambda = defineService({
  model: Lambda.model,
  operations: [
    addPermission,
    createEventSourceMapping,
    deleteEventSourceMapping,
    getEventSourceMapping,
    listEventSourceMappings,
    updateEventSourceMapping,
    createFunction,
    deleteFunction,
    deleteFunctionConcurrency,
    deleteFunctionEventInvokeConfig,
    getAccountSettings,
    getFunction,
    getFunctionConcurrency,
    getFunctionConfiguration,
    getFunctionEventInvokeConfig,
    getPolicy,
    invoke,
    invokeWithResponseStream,
    listFunctionEventInvokeConfigs,
    listFunctions,
    listTags,
    putFunctionConcurrency,
    putFunctionEventInvokeConfig,
    removePermission,
    tagResource,
    untagResource,
    updateFunctionCode,
    updateFunctionConfiguration,
    updateFunctionEventInvokeConfig,
    createAlias,
    deleteAlias,
    getAlias,
    listAliases,
    updateAlias,
    publishVersion,
    listVersionsByFunction,
    publishLayerVersion,
    getLayerVersion,
    getLayerVersionByArn,
    deleteLayerVersion,
    listLayerVersions,
    listLayers,
    addLayerVersionPermission,
    removeLayerVersionPermission,
    getLayerVersionPolicy,
    getFunctionRecursionConfig,
    putFunctionRecursionConfig,
    getRuntimeManagementConfig,
    putRuntimeManagementConfig,
    getFunctionCodeSigningConfig,
    createFunctionUrlConfig,
    deleteFunctionUrlConfig,
    getFunctionUrlConfig,
    listFunctionUrlConfigs,
    updateFunctionUrlConfig,
    putProvisionedConcurrencyConfig,
    getProvisionedConcurrencyConfig,
    deleteProvisionedConcurrencyConfig,
    listProvisionedConcurrencyConfigs,
  ],
  unsupported,
  refuse,
  access: functionAccess,
  throttled: () => rateExceeded("ConcurrentInvocationLimitExceeded"),
  effects: {
    [APPLY_SETUP]: applySetup,
    [DISCARD_CODE]: discardUnusedCode,
    [DELIVER_RECORD]: deliverRecord,
    [SEND_DEAD_LETTER]: sendDeadLetter,
  },
  timers: { [RETRY_EVENT]: retryEvent },
  jobs,
  resources,
  routes: [codeRoute, serveUrl],
  heldBlobs: heldCode,
});
