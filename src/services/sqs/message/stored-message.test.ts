/** Messages as rows: whatever a message has comes back as it was. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { messageCodec, type StoredMessage } from "./stored-message.ts";

const text = fc.string({ unit: "grapheme" });
const maybe = fc.option(text, { nil: undefined });
const time = fc.integer({ min: 0, max: 4_000_000_000_000 });
const value = fc.oneof(
  text,
  fc.uint8Array().map((bytes) => Uint8Array.from(bytes)),
);
const message: fc.Arbitrary<StoredMessage> = fc.record({
  messageId: fc.uuid(),
  body: fc.string({ unit: "grapheme", minLength: 1, maxLength: 1_000 }),
  attributes: fc.array(fc.record({ name: text, dataType: text, value }), { maxLength: 10 }),
  traceHeader: maybe,
  groupId: maybe,
  deduplicationId: maybe,
  senderId: text,
  sentAt: time,
  arrivedAt: fc.option(time, { nil: undefined }),
  deadLetterSourceArn: maybe,
  receivesElsewhere: fc.option(fc.nat(), { nil: undefined }),
  cause: text,
});

it("gives every message back as it was", () => {
  fc.assert(
    fc.property(message, (given) => {
      expect(messageCodec.decode(messageCodec.encode(given))).toEqual(given);
    }),
  );
});

it("refuses a row of another form", () => {
  expect(() => messageCodec.decode(Uint8Array.of(0x85, 0, 0))).toThrow("form 1");
});
