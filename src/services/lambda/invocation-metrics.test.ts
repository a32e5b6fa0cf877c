/** What each way to invoke a function, and each way in which it ends, leaves in AWS/Lambda. */
import { expect, it } from "vitest";
import { Lambda } from "../../schema/generated/lambda.ts";
import { startLambdaCloud, type LambdaCloud } from "./lambda-cloud.contract.ts";

const FunctionName = "f";
/** How long the runtime of these tests says that an invocation took. */
const DURATION = 3.5;

type Figures = Readonly<Record<string, number>>;

/** The sum of each metric, by its dimensions written as one text. */
function sums(cloud: LambdaCloud): Readonly<Record<string, Figures>> {
  const all: Record<string, Record<string, number>> = {};
  for (const { namespace, name, dimensions, values } of cloud.metrics()) {
    if (namespace !== "AWS/Lambda") continue;
    const place = Object.entries(dimensions)
      .map(([key, value]) => `${key}=${value}`)
      .join(" ");
    const figures = all[place] ?? {};
    all[place] = figures;
    for (const [value, count] of values) figures[name] = (figures[name] ?? 0) + value * count;
  }
  return all;
}

const invoke =
  (more: object = {}) =>
  (cloud: LambdaCloud) =>
    cloud.call(Lambda.Invoke, { FunctionName, ...more }).catch(() => undefined);
const reserve = (ReservedConcurrentExecutions: number) => (cloud: LambdaCloud) =>
  cloud.call(Lambda.PutFunctionConcurrency, { FunctionName, ReservedConcurrentExecutions });
const retries = (MaximumRetryAttempts: number) => (cloud: LambdaCloud) =>
  cloud.call(Lambda.PutFunctionEventInvokeConfig, { FunctionName, MaximumRetryAttempts });

const RUN: Figures = { Invocations: 1, Errors: 0, Throttles: 0, Duration: DURATION };
const BUSY: Figures = { ConcurrentExecutions: 1 };
const REGION: Figures = { ...BUSY, UnreservedConcurrentExecutions: 1, ClaimedAccountConcurrency: 1 };
const ACCEPTED: Figures = { AsyncEventsReceived: 1 };
const AGE_0: Figures = { AsyncEventAge: 0 };
const EVENT = { InvocationType: "Event" as const };
const FAIL = { Payload: Buffer.from('"fail"') };

interface Case {
  readonly acts: readonly ((cloud: LambdaCloud) => Promise<unknown>)[];
  /** Of the function, and of the resource as it was named. */
  readonly figures: Figures;
  /** Beside those, of the region; these counted only there or in another way. */
  readonly region?: Figures;
}

it.each<[string, Case]>([
  ["a call", { acts: [invoke()], figures: { ...RUN, ...BUSY }, region: REGION }],
  [
    "two calls",
    {
      acts: [invoke(), invoke()],
      figures: { Invocations: 2, Errors: 0, Throttles: 0, Duration: 2 * DURATION, ConcurrentExecutions: 2 },
      region: { ConcurrentExecutions: 2, UnreservedConcurrentExecutions: 2, ClaimedAccountConcurrency: 2 },
    },
  ],
  ["a call that fails", { acts: [invoke(FAIL)], figures: { ...RUN, Errors: 1, ...BUSY }, region: REGION }],
  [
    "a call of a function with extensions",
    {
      acts: [
        async (cloud) => {
          cloud.runtime.postRuntimeExtensionsMilliseconds = 2;
        },
        invoke(),
      ],
      figures: { ...RUN, ...BUSY, PostRuntimeExtensionsDuration: 2 },
      region: REGION,
    },
  ],
  ["a dry run", { acts: [invoke({ InvocationType: "DryRun" })], figures: {} }],
  ["a call that is refused", { acts: [invoke({ Payload: Buffer.from("no") })], figures: {} }],
  ["a call that is throttled", { acts: [reserve(0), invoke()], figures: { Throttles: 1, Errors: 0 } }],
  [
    "a call with reserved concurrency",
    {
      acts: [reserve(5), invoke()],
      figures: { ...RUN, ...BUSY },
      region: { ...BUSY, UnreservedConcurrentExecutions: 0, ClaimedAccountConcurrency: 5 },
    },
  ],
  [
    "an event",
    {
      acts: [invoke(EVENT)],
      figures: { ...RUN, ...BUSY, ...ACCEPTED, ...AGE_0, AsyncEventsDropped: 0 },
      region: REGION,
    },
  ],
  [
    "an event that fails for good",
    {
      acts: [retries(0), invoke({ ...EVENT, ...FAIL })],
      figures: { ...RUN, Errors: 1, ...BUSY, ...ACCEPTED, ...AGE_0, AsyncEventsDropped: 1 },
      region: REGION,
    },
  ],
  [
    "an event that is tried twice",
    {
      acts: [retries(1), invoke({ ...EVENT, ...FAIL }), (cloud) => cloud.advance(60_000)],
      figures: {
        Invocations: 2,
        Errors: 2,
        Throttles: 0,
        Duration: 2 * DURATION,
        ConcurrentExecutions: 2,
        ...ACCEPTED,
        AsyncEventAge: 60_000,
        AsyncEventsDropped: 1,
      },
      region: { ConcurrentExecutions: 2, UnreservedConcurrentExecutions: 2, ClaimedAccountConcurrency: 2 },
    },
  ],
  [
    "an event without concurrency",
    { acts: [reserve(0), invoke(EVENT)], figures: { ...ACCEPTED, AsyncEventsDropped: 1 } },
  ],
])("%s", async (_name, { acts, figures, region = {} }) => {
  const cloud = await startLambdaCloud();
  await cloud.deploy(FunctionName, (event) => {
    if (event === "fail") throw new Error("broken");
  });
  for (const act of acts) {
    await act(cloud);
    await cloud.settle();
  }
  await cloud.advance(60_000);
  const counted = sums(cloud);
  expect(counted["FunctionName=f"] ?? {}).toEqual(figures);
  expect(counted["FunctionName=f Resource=f"] ?? {}).toEqual(figures);
  expect(counted[""] ?? {}).toEqual({ ...figures, ...region });
  const places = Object.keys(counted);
  expect(places.every((place) => ["", "FunctionName=f", "FunctionName=f Resource=f"].includes(place))).toBe(true);
  await cloud.stop();
});

it("a call that names a qualifier is counted under it, and under the version that ran", async () => {
  const cloud = await startLambdaCloud();
  await cloud.deploy(FunctionName, () => null);
  await invoke({ Qualifier: "$LATEST" })(cloud);
  await cloud.advance(60_000);
  const counted = sums(cloud);
  expect(counted["FunctionName=f Resource=f:$LATEST"]).toEqual({ ...RUN, ...BUSY });
  expect(counted["FunctionName=f Resource=f:$LATEST ExecutedVersion=$LATEST"]).toEqual(RUN);
  expect(counted["FunctionName=f Resource=f"]).toBeUndefined();
  await cloud.stop();
});
