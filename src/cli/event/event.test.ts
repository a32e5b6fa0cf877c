/** `sluice event`: JSON on standard output, and refusals in sentences. */
import { afterEach, expect, it, vi } from "vitest";
import { event } from "./event.ts";

const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
afterEach(() => void written.mockClear());
const given = { set: [], region: "us-east-1", account: "000000000000" };

it("writes the event, the same for the same seed but for its times", () => {
  for (const _ of [1, 2]) event("s3", { ...given, seed: "7", set: ["Records[0].eventTime=now"] });
  const [first, second] = written.mock.calls.map(([text]) => String(text));
  expect(JSON.parse(first ?? "")).toMatchObject({ Records: [{ eventTime: "now" }] });
  expect(first).toBe(second);
});

it.each([
  ["kinesis", {}, /^There is no sample "kinesis": sqs,/],
  ["sqs", { account: "1" }, /^--account takes twelve digits, not "1"\.$/],
  ["sqs", { seed: "x" }, /^--seed takes a whole number, not "x"\.$/],
  ["sqs", { set: ["Records"] }, /^--set takes path=value/],
  ["s3", { body: "x" }, /^The event of s3 has no body/],
])("%s with %j is refused", (name, options, sentence) => {
  expect(() => event(name, { ...given, ...options })).toThrow(sentence);
  expect(written).not.toHaveBeenCalled();
});
