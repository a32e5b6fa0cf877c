/** The test kit's public door: a cloud in the test's own process, whichever runner runs the test. */
export { createCloud, type CloudOptions } from "./create-cloud.ts";
export { type TestCloud } from "./test-cloud.ts";
export { type ClientConfiguration } from "./client-configuration.ts";
export { type DeployedStack, type DeployTemplateOptions } from "./deploy-template.ts";
export { fromModule, type Handler } from "./functions/handlers.ts";
export { type FaultName, type FaultReport } from "../platform/faults/fault.ts";
export { type Faults } from "../platform/faults/faults.ts";
export { type GivenFault } from "../platform/faults/read-fault-rule.ts";
export { type HandlerContext } from "../platform/ports/bound-handler.ts";
export { type CountOptions } from "../server/expectations/count.ts";
export { ExpectationFailed } from "./expectations/expectation-failed.ts";
export { expectCostLessThan } from "./expectations/expect-cost-less-than.ts";
export { expectDrainsWithin } from "./expectations/expect-drains-within.ts";
export { expectInvoked } from "./expectations/expect-invoked.ts";
export { type InvokedOptions } from "../server/expectations/verdict.ts";
export { expectDeadLettered, expectNone, expectPublished, expectReceived } from "./expectations/expect-messages.ts";
export { type Matcher } from "../server/expectations/matcher.ts";
export { type ReceivedBody, receivedBy } from "./expectations/received-by.ts";
export { RATE_CARD_DATE } from "../server/expectations/rate-card.ts";
export { type AlarmHandle, type AlarmState } from "./handles/alarm-handle.ts";
export { type ApiHandle, type ApiRequestOptions, type ApiResponse } from "./handles/api-handle.ts";
export { type BucketHandle, type StoredObject } from "./handles/bucket-handle.ts";
export { type FunctionHandle, type InvokeResult } from "./handles/function-handle.ts";
export {
  type MessageToSend,
  type PeekedMessage,
  type QueueDepth,
  type QueueHandle,
  type ReceivedMessage,
  type ReceiveOptions,
  type SendOptions,
} from "./handles/queue-handle.ts";
export { type PublishOptions, type TopicHandle } from "./handles/topic-handle.ts";
export { type FunctionInvocation } from "../server/expectations/invocation-book.ts";
export { NotSettled, type SettleOptions } from "./settle.ts";
export { Snapshot } from "./snapshot.ts";
export { spend } from "./spend.ts";
export { type Story } from "./story.ts";
export { type Duration, type Moment, type Predicate, type RunUntilOptions, type TestClock } from "./test-clock.ts";
export { LEGAL_FAULTS } from "./exploration/draw-faults.ts";
export { ExplorationFailed } from "./exploration/exploration-failed.ts";
export { explore, type ExploredCloud, type ExploreOptions, type Scenario } from "./exploration/explore.ts";
