import { describe, expect, it } from "vitest";
import { DEFAULT_RETRY_POLICY } from "./delivery-policy.ts";
import { type HealthyRetryPolicy, httpRetryDelaySeconds, serviceRetryDelaySeconds } from "./retry-schedule.ts";

function delays(policy: Partial<HealthyRetryPolicy>): readonly number[] {
  const result: number[] = [];
  for (let retry = 1; ; retry++) {
    const delay = httpRetryDelaySeconds({ ...DEFAULT_RETRY_POLICY, ...policy }, retry);
    if (delay === undefined) return result;
    result.push(Math.round(delay * 100) / 100);
  }
}

const CASES: readonly (readonly [name: string, policy: Partial<HealthyRetryPolicy>, delays: readonly number[]])[] = [
  ["the default: three, 20 s apart", {}, [20, 20, 20]],
  ["none", { numRetries: 0 }, []],
  ["immediate ones first", { numRetries: 3, numNoDelayRetries: 2 }, [0, 0, 20]],
  [
    "all four phases",
    {
      minDelayTarget: 1,
      maxDelayTarget: 60,
      numRetries: 10,
      numNoDelayRetries: 2,
      numMinDelayRetries: 2,
      numMaxDelayRetries: 2,
    },
    [0, 0, 1, 1, 1, 20.67, 40.33, 60, 60, 60],
  ],
  ["linear", { minDelayTarget: 10, maxDelayTarget: 30, numRetries: 3 }, [10, 20, 30]],
  [
    "arithmetic",
    { minDelayTarget: 0, maxDelayTarget: 60, numRetries: 4, backoffFunction: "arithmetic" },
    [0, 13.33, 33.33, 60],
  ],
  [
    "geometric",
    { minDelayTarget: 1, maxDelayTarget: 16, numRetries: 5, backoffFunction: "geometric" },
    [1, 2, 4, 8, 16],
  ],
  [
    "exponential",
    { minDelayTarget: 5, maxDelayTarget: 30, numRetries: 5, backoffFunction: "exponential" },
    [5, 10, 20, 30, 30],
  ],
  ["a single backoff retry", { minDelayTarget: 7, maxDelayTarget: 9, numRetries: 1 }, [7]],
];

describe("retries of HTTP(S) deliveries", () => {
  it.each(CASES)("%s", (_name, policy, expected) => expect(delays(policy)).toEqual(expected));
});

describe("retries of deliveries to SQS and Lambda", () => {
  it("are 100,015 over 23 days", () => {
    const first = Array.from({ length: 17 }, (_, index) => serviceRetryDelaySeconds(index + 1));
    expect(first).toEqual([0, 0, 0, 1, 1, 1, 2, 4, 8, 16, 20, 20, 20, 20, 20, 20, 20]);
    expect(serviceRetryDelaySeconds(100_015)).toBe(20);
    expect(serviceRetryDelaySeconds(100_016)).toBeUndefined();
  });
});
