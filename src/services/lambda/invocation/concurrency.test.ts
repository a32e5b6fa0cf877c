/** Who gets a place among the running invocations. */
import { describe, expect, it } from "vitest";
import { ACCOUNT_CONCURRENCY } from "../limits.ts";
import { RunningInvocations, type Admission, type Reservations } from "./concurrency.ts";

const functionNamed = (arn: string): { readonly account: string; readonly region: string; readonly arn: string } => ({
  account: "000000000000",
  region: "us-east-1",
  arn,
});

function admitMany(
  running: RunningInvocations,
  count: number,
  as: { arn: string; reserved: Reservations },
): Admission[] {
  return Array.from({ length: count }, () => running.admit(functionNamed(as.arn), as.reserved));
}

const admitted = (admissions: readonly Admission[]): number =>
  admissions.filter((each) => each.kind === "admitted").length;

describe("running invocations", () => {
  it("are capped by a reservation, and have a place again when one leaves", () => {
    const running = new RunningInvocations();
    const reserved = { own: 2, total: 2 };
    const admissions = admitMany(running, 3, { arn: "f", reserved });
    expect(admitted(admissions)).toBe(2);
    expect(admissions[2]).toEqual({ kind: "throttled", reason: "ReservedFunctionConcurrentInvocationLimitExceeded" });
    const [first] = admissions;
    if (first?.kind === "admitted") {
      first.leave();
      first.leave();
    }
    expect(admitted(admitMany(running, 2, { arn: "f", reserved }))).toBe(1);
    expect(running.ofFunction("f")).toBe(2);
  });

  it("without a reservation share what no reservation holds, and never take what one does", () => {
    const running = new RunningInvocations();
    const reserved = { own: undefined, total: 100 };
    const free = ACCOUNT_CONCURRENCY - 100;
    const admissions = [
      ...admitMany(running, free / 2, { arn: "f", reserved }),
      ...admitMany(running, free / 2 + 1, { arn: "g", reserved }),
    ];
    expect(admitted(admissions)).toBe(free);
    expect(admissions.at(-1)).toEqual({ kind: "throttled", reason: "ConcurrentInvocationLimitExceeded" });
    expect(admitted(admitMany(running, 101, { arn: "h", reserved: { own: 100, total: 100 } }))).toBe(100);
    expect(running.ofPlace("000000000000", "us-east-1")).toBe(ACCOUNT_CONCURRENCY);
  });

  it("in an environment that is kept ready have a place of their own, which the others do not have", () => {
    const running = new RunningInvocations();
    const reserved = { own: undefined, total: 10 };
    const free = ACCOUNT_CONCURRENCY - 10;
    expect(admitted(admitMany(running, free + 1, { arn: "f", reserved }))).toBe(free);
    expect(running.admit(functionNamed("g"), reserved, { isProvisioned: true }).kind).toBe("admitted");
    expect(running.ofUnreserved("000000000000", "us-east-1")).toBe(free);
    expect(running.ofPlace("000000000000", "us-east-1")).toBe(free + 1);
  });

  it("are nobody's with a reservation of nothing", () => {
    expect(admitted(admitMany(new RunningInvocations(), 1, { arn: "f", reserved: { own: 0, total: 0 } }))).toBe(0);
  });
});
