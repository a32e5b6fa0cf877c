/** What a function's report of failed items means, case by case. */
import { describe, expect, it } from "vitest";
import { readItemFailures } from "./item-failures.ts";

const IDS = new Set(["a", "b"]);

const read = (text: string): unknown => {
  const failures = readItemFailures(Buffer.from(text), IDS);
  return failures.kind === "some" ? [...failures.messageIds] : failures.kind;
};

describe("a report of item failures", () => {
  it.each([
    ["an empty list", '{"batchItemFailures":[]}', "none"],
    ["a list that is null", '{"batchItemFailures":null}', "none"],
    ["an empty object", "{}", "none"],
    ["nothing", "null", "none"],
    ["an empty text", '""', "none"],
    ["an entry without members", '{"batchItemFailures":[{}]}', "none"],
    ["one message", '{"batchItemFailures":[{"itemIdentifier":"b"}]}', ["b"]],
    ["a message twice", '{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"b"}]}', ["b"]],
    ["what is no JSON", "oops", "all"],
    ["a text", '"done"', "all"],
    ["a list of its own", "[]", "all"],
    ["an empty identifier", '{"batchItemFailures":[{"itemIdentifier":""}]}', "all"],
    ["an identifier that is null", '{"batchItemFailures":[{"itemIdentifier":null}]}', "all"],
    ["another key", '{"batchItemFailures":[{"foo":"a"}]}', "all"],
    ["a message of another batch", '{"batchItemFailures":[{"itemIdentifier":"c"}]}', "all"],
    ["a number", '{"batchItemFailures":[{"itemIdentifier":1}]}', "all"],
    ["an object in place of the list", '{"batchItemFailures":{"itemIdentifier":"a"}}', "all"],
    ["an entry that is null", '{"batchItemFailures":[null]}', "all"],
    ["one good and one bad entry", '{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":""}]}', "all"],
  ])("with %s", (_name, text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});
