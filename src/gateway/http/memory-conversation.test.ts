/** A conversation in memory keeps to what every conversation keeps to. */
import { describe, expect, it } from "vitest";
import { BodyTooLarge } from "./conversation.ts";
import { MemoryConversation, type MemoryRequest } from "./memory-conversation.ts";

const asked = (more: Partial<MemoryRequest> = {}): MemoryConversation =>
  new MemoryConversation({
    method: "POST",
    target: "/a?b",
    headers: { Host: "h", "X-A": "1" },
    body: Buffer.from("body"),
    ...more,
  });

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

const read = async (body: Uint8Array | AsyncIterable<Uint8Array>): Promise<string> => {
  let text = "";
  for await (const piece of body instanceof Uint8Array ? [body] : body) text += Buffer.from(piece).toString();
  return text;
};

describe("what is asked", () => {
  it("is there as it was written, and by lower-case names", () => {
    const { method, target, headers, rawHeaders, received } = asked();
    expect({ method, target, headers, rawHeaders }).toEqual({
      method: "POST",
      target: "/a?b",
      headers: { host: "h", "x-a": "1" },
      rawHeaders: ["Host", "h", "X-A", "1"],
    });
    expect(Buffer.from(received ?? []).toString()).toBe("body");
  });

  it.each<[string, MemoryRequest["body"]]>([
    ["whole", Buffer.from("abcdef")],
    ["in pieces", pieces("abc", "", "def")],
  ])("has a body, given %s, within its bound", async (_, body) => {
    expect(Buffer.from(await asked({ body }).readBody(6)).toString()).toBe("abcdef");
  });

  it("is refused as soon as it is too long", async () => {
    await expect(asked().readBody(3)).rejects.toBeInstanceOf(BodyTooLarge);
    await expect(asked({ body: pieces("ab", "cd") }).readBody(3)).rejects.toBeInstanceOf(BodyTooLarge);
  });
});

describe("what is answered", () => {
  it.each([
    ["POST", 200, "text", "text", "4"],
    ["HEAD", 200, "text", "", "4"],
    ["GET", 204, "text", "", undefined],
  ])("to %s by %d with %o is %o, of length %s", async (method, status, body, said, length) => {
    const conversation = asked({ method });
    await conversation.answer({ status, headers: [["a", "b"]], body });
    const answer = await conversation.answered;
    expect(await read(answer.body)).toBe(said);
    expect(Object.fromEntries(answer.headers)).toEqual({
      a: "b",
      ...(length === undefined ? {} : { "content-length": length }),
    });
    expect(conversation).toMatchObject({ hasBegun: true, isAnswered: true, isOver: true });
  });

  it("comes in pieces where it is given in pieces, and is over when they have been read", async () => {
    const conversation = asked();
    const done = conversation.answer({ status: 200, headers: [], body: pieces("a", "b") });
    const { body } = await conversation.answered;
    expect(conversation.isOver).toBe(false);
    expect(await read(body)).toBe("ab");
    await done;
    expect(conversation.isAnswered).toBe(true);
  });

  it("is given up when the reader stops, so that its source is let go of", async () => {
    let isLetGo = false;
    const source = async function* (): AsyncGenerator<Uint8Array> {
      try {
        yield* pieces("a", "b");
      } finally {
        isLetGo = true;
      }
    };
    const conversation = asked();
    const done = conversation.answer({ status: 200, headers: [], body: source() });
    const { body } = await conversation.answered;
    for await (const piece of body instanceof Uint8Array ? [] : body) {
      expect(piece.length).toBe(1);
      break;
    }
    await done;
    expect(isLetGo).toBe(true);
    expect(conversation).toMatchObject({ isAnswered: false, isOver: true });
  });

  it("fails for both when its source does", async () => {
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from("a");
      throw new Error("the disk");
    };
    const conversation = asked();
    const done = conversation.answer({ status: 200, headers: [], body: failing() });
    const settled = Promise.allSettled([done]);
    await expect(read((await conversation.answered).body)).rejects.toThrow("the disk");
    expect(await settled).toMatchObject([{ status: "rejected" }]);
  });

  it("is refused with a header that HTTP does not allow", async () => {
    await expect(asked().answer({ status: 200, headers: [["a", "b\r\nc"]], body: "" })).rejects.toBeInstanceOf(
      TypeError,
    );
  });
});

it.each<[string, (conversation: MemoryConversation) => void, string]>([
  ["abandoned", (conversation) => conversation.abandon(), "The cloud broke the connection off."],
  ["left", (conversation) => conversation.leave(new Error("enough")), "enough"],
])("tells the client and whoever listens when it is %s", async (_, end, reason) => {
  const conversation = asked();
  let isTold = false;
  conversation.whenOver(() => {
    isTold = true;
  });
  end(conversation);
  await expect(conversation.answered).rejects.toThrow(reason);
  expect([isTold, conversation.isOver, conversation.isAnswered]).toEqual([true, true, false]);
  await conversation.answer({ status: 200, headers: [], body: "too late" });
  expect(conversation.hasBegun).toBe(false);
});
