/** AWS Lambda: the only door of this service. */
import { defineService } from "../../platform/service.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { RETRY_EVENT } from "./asynchronous/hold-event.ts";
import { retryEvent } from "./asynchronous/event-queue.ts";
import { DELIVER_RECORD, deliverRecord, SEND_DEAD_LETTER, sendDeadLetter } from "./asynchronous/hand-on.ts";
import { codeRoute } from "./code/code-location.ts";
import { refuse } from "./errors.ts";
import { APPLY_SETUP, applySetup, DISCARD_CODE, discardUnusedCode, heldCode } from "./function/function-store.ts";
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
import { createFunctionUrlConfig } from "./operations/create-function-url-config.ts";
import { deleteFunctionUrlConfig } from "./operations/delete-function-url-config.ts";
import { getFunctionUrlConfig } from "./operations/get-function-url-config.ts";
import { listFunctionUrlConfigs } from "./operations/list-function-url-configs.ts";
import { updateFunctionUrlConfig } from "./operations/update-function-url-config.ts";
import { resources } from "./resources.ts";
import { unsupported } from "./unsupported.ts";
import { serveUrl } from "./url/serve-url.ts";

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
    createFunctionUrlConfig,
    deleteFunctionUrlConfig,
    getFunctionUrlConfig,
    listFunctionUrlConfigs,
    updateFunctionUrlConfig,
  ],
  unsupported,
  refuse,
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
