/** What is told of a message that a filter policy kept back. */
import { describe, expect, it } from "vitest";
import { attributesVerdict, bodyVerdict } from "./cases/filter-case.fixture.ts";
import { filterVerdict } from "./filter-verdict.ts";
import { messageView } from "./message-view.ts";
import { parseFilterPolicy } from "./parse-policy.ts";

describe("a policy on attributes", () => {
  const policy = { color: ["red"], size: [{ exists: true }] };
  it.each([
    [
      { color: "blue", size: 1 },
      'The attribute "color" is "blue", which no condition of the filter policy accepts.',
      "MessageAttributes",
    ],
    [
      { color: ["blue", "green"], size: 1 },
      'The attribute "color" is ["blue","green"], which no condition of the filter policy accepts.',
      "MessageAttributes",
    ],
    [{ color: "red" }, 'The message has no attribute "size", which the filter policy asks for.', "MessageAttributes"],
    [{}, 'The message has no attribute "color", which the filter policy asks for.', "NoMessageAttributes"],
    [
      { color: "red", size: { type: "Number", text: "many" } },
      "An attribute of the message is malformed.",
      "InvalidAttributes",
    ],
    [
      { color: "red", size: 1, other: { type: "String.Array", text: '[{"a":1}]' } },
      "An attribute of the message is malformed.",
      "InvalidAttributes",
    ],
  ])("says of %j: %s", (attributes, reason, counter) => {
    expect(attributesVerdict(policy, attributes)).toEqual({ reason, counter });
  });

  it("tells of each alternative once", () => {
    const either = { c: ["z"], $or: [{ a: ["x"] }, { b: ["y"] }] };
    expect(attributesVerdict(either, { c: "z", a: "1" })?.reason).toBe(
      'The attribute "a" is "1", which no condition of the filter policy accepts. ' +
        'The message has no attribute "b", which the filter policy asks for.',
    );
    expect(attributesVerdict(either, { a: "1", b: "2" })?.reason).toBe(
      'The message has no attribute "c", which the filter policy asks for.',
    );
  });

  it("cuts what is long", () => {
    const reason = attributesVerdict({ a: ["x"] }, { a: "y".repeat(10_000) })?.reason ?? "";
    expect(reason.length).toBeLessThan(400);
    expect(reason).toContain("yyy...");
  });
});

describe("a policy on the body", () => {
  const policy = { a: { b: ["x"], c: [1] } };
  it.each([
    ["plain", "The message is not a JSON object.", "InvalidMessageBody"],
    ["[]", "The message is not a JSON object.", "InvalidMessageBody"],
    ['{"a":{"b":"y","c":1}}', 'No condition of the filter policy accepts "a.b" of the message body.', "MessageBody"],
    ['{"a":{"b":"x"}}', 'The message body has no "a.c", which the filter policy asks for.', "MessageBody"],
    [
      '{"a":[{"b":"x"},{"c":1}]}',
      'Each of "a.b", "a.c" is met in the message body, but no single element of an array meets those below it.',
      "MessageBody",
    ],
  ])("says of %s: %s", (body, reason, counter) => {
    expect(bodyVerdict(policy, body)).toEqual({ reason, counter });
  });

  it("is tried on the text for the protocol, which is read once for all subscriptions", () => {
    const view = messageView({
      message: '{"a":1}',
      protocolMessages: { sqs: '{"a":2}', lambda: "plain" },
      attributes: [],
    });
    const wanted = parseFilterPolicy('{"a":[1]}', "MessageBody");
    expect(filterVerdict(wanted, view, "http")).toBeUndefined();
    expect(filterVerdict(wanted, view, "sqs")?.counter).toBe("MessageBody");
    expect(filterVerdict(wanted, view, "lambda")?.counter).toBe("InvalidMessageBody");
    expect(view.body("http")).toBe(view.body("https"));
    expect(view.body("sqs")).toBe(view.body("sqs"));
  });
});
