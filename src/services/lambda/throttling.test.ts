/** Who is throttled, why, and what a throttled caller is told. */
import { describe, expect, it } from "vitest";
import { preset } from "../../platform/local.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { EnvironmentGrowth } from "./invocation/environment-growth.ts";
import { startLambdaCloud, type LambdaCloud } from "./lambda-cloud.contract.ts";
import { lambdaSettings } from "./settings.ts";

const LIMIT = "ConcurrentInvocationLimitExceeded";
const RESERVED = "ReservedFunctionConcurrentInvocationLimitExceeded";

/** A cloud with functions `f` and `g` that run until they are let go. */
async function startHeld(settings: Partial<{ accountConcurrency: number; throttle: boolean }>): Promise<{
  readonly cloud: LambdaCloud;
  /** Starts so many invocations, and waits until all run that can. */
  hold(name: string, count: number): Promise<readonly Promise<unknown>[]>;
  release(): void;
}> {
  const whole = { accountConcurrency: 1000, throttle: false, ...settings };
  const cloud = await startLambdaCloud({ settings: [preset(lambdaSettings, whole)] });
  const held: (() => void)[] = [];
  let isHolding = true;
  for (const name of ["f", "g"]) {
    await cloud.deploy(name, () => (isHolding ? new Promise<void>((resolve) => held.push(resolve)) : undefined));
  }
  return {
    cloud,
    async hold(name, count) {
      const running = cloud.runtime.running + count;
      const calls = Array.from({ length: count }, () => cloud.run(name).catch((error: unknown) => error));
      while (cloud.runtime.running < running) await new Promise((resolve) => setImmediate(resolve));
      return calls;
    },
    release() {
      isHolding = false;
      for (const end of held.splice(0)) end();
    },
  };
}

const reasonOf = (cloud: LambdaCloud, name: string): Promise<unknown> =>
  cloud.run(name).then(
    () => "ran",
    (error: { readonly members?: Readonly<Record<string, unknown>> }) => error.members?.["Reason"],
  );

describe("concurrency", () => {
  it.each<[string, { reserved?: Record<string, number>; held: Record<string, number> }, string, string]>([
    ["the pool has room", { held: { f: 109 } }, "g", "ran"],
    ["the pool is full", { held: { f: 110 } }, "g", LIMIT],
    ["both share the pool", { held: { f: 55, g: 55 } }, "f", LIMIT],
    ["another's reservation is not of the pool", { reserved: { g: 10 }, held: { f: 100 } }, "f", LIMIT],
    ["a reservation is kept although the pool is full", { reserved: { g: 10 }, held: { f: 100 } }, "g", "ran"],
    ["a reservation caps", { reserved: { g: 10 }, held: { g: 10 } }, "g", RESERVED],
    ["a reservation of nothing blocks", { reserved: { g: 0 }, held: {} }, "g", RESERVED],
  ])("%s", async (_name, { reserved = {}, held }, name, expected) => {
    const { cloud, hold, release } = await startHeld({ accountConcurrency: 110 });
    for (const [FunctionName, ReservedConcurrentExecutions] of Object.entries(reserved)) {
      await cloud.call(Lambda.PutFunctionConcurrency, { FunctionName, ReservedConcurrentExecutions });
    }
    const calls: Promise<unknown>[] = [];
    for (const [each, count] of Object.entries(held)) calls.push(...(await hold(each, count)));
    const outcome = reasonOf(cloud, name);
    if (expected === "ran") release();
    expect(await outcome).toBe(expected);
    release();
    await Promise.all(calls);
    expect(await reasonOf(cloud, "f")).toBe("ran");
    await cloud.stop();
  });

  it("that the account has is what the account's settings show and what reservations must leave", async () => {
    const { cloud } = await startHeld({ accountConcurrency: 110 });
    const put = (FunctionName: string, ReservedConcurrentExecutions: number): Promise<unknown> =>
      cloud.call(Lambda.PutFunctionConcurrency, { FunctionName, ReservedConcurrentExecutions });
    await expect(put("f", 11)).rejects.toMatchObject({
      code: "InvalidParameterValueException",
      message:
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution " +
        "below its minimum value of [100].",
    });
    await put("f", 6);
    await expect(put("g", 5)).rejects.toMatchObject({ code: "InvalidParameterValueException" });
    await put("f", 10);
    expect((await cloud.call(Lambda.GetAccountSettings, {})).AccountLimit).toMatchObject({
      ConcurrentExecutions: 110,
      UnreservedConcurrentExecutions: 100,
    });
    await cloud.stop();
  });
});

describe("the rate of invocations", () => {
  const burst = async (cloud: LambdaCloud, name: string, count: number): Promise<Record<string, number>> => {
    const outcomes: Record<string, number> = {};
    for (let index = 0; index < count; index++) {
      const outcome = String(await reasonOf(cloud, name));
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    return outcomes;
  };

  it("is ten a second for each unit of concurrency, where AWS's rates are kept to", async () => {
    const { cloud, release } = await startHeld({ accountConcurrency: 102, throttle: true });
    release();
    await cloud.call(Lambda.PutFunctionConcurrency, { FunctionName: "f", ReservedConcurrentExecutions: 2 });
    expect(await burst(cloud, "f", 25)).toEqual({ ran: 20, ReservedFunctionInvocationRateLimitExceeded: 5 });
    expect(await burst(cloud, "g", 1005)).toEqual({ ran: 1000, FunctionInvocationRateLimitExceeded: 5 });
    await expect(cloud.run("f")).rejects.toMatchObject({
      code: "TooManyRequestsException",
      message: "Rate Exceeded.",
      members: { Type: "User", retryAfterSeconds: "1" },
    });
    await cloud.advance(1000);
    expect(await burst(cloud, "f", 1)).toEqual({ ran: 1 });
    await cloud.stop();
  });

  it("is nobody's business where it is not asked for", async () => {
    const { cloud, release } = await startHeld({});
    release();
    await cloud.call(Lambda.PutFunctionConcurrency, { FunctionName: "f", ReservedConcurrentExecutions: 1 });
    expect(await burst(cloud, "f", 25)).toEqual({ ran: 25 });
    await cloud.stop();
  });
});

describe("environments", () => {
  it("are added 1,000 at once, then 100 a second, and those that are there are used again", () => {
    const growth = new EnvironmentGrowth();
    const admitted = (from: number, count: number, now: number): number =>
      Array.from({ length: count }, (_each, index) => growth.admits("f", from + index, now)).filter(Boolean).length;
    expect(admitted(0, 1500, 0)).toBe(1000);
    expect(admitted(500, 500, 0)).toBe(500);
    expect(admitted(1000, 500, 1000)).toBe(100);
    expect(admitted(1100, 500, 1000)).toBe(0);
    expect(growth.admits("g", 0, 1000)).toBe(true);
    growth.forget("f");
    expect(admitted(0, 1500, 1000)).toBe(1000);
  });

  it("that cannot be added are a throttle", async () => {
    const { cloud, hold, release } = await startHeld({ accountConcurrency: 1200 });
    const calls = await hold("f", 1000);
    expect(await reasonOf(cloud, "f")).toBe(LIMIT);
    await cloud.clock.advance(1000);
    const more = await hold("f", 100);
    expect(await reasonOf(cloud, "f")).toBe(LIMIT);
    release();
    await Promise.all([...calls, ...more]);
    await cloud.stop();
  });
});
