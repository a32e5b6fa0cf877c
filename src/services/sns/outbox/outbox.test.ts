import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { OUTBOX_SENDS_MAX } from "../limits.ts";
import { sns } from "../service.ts";
import { capture } from "./capture.ts";
import { clearOutbox, outboxPage, type OutboxQuery } from "./outbox.ts";

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sns] });
});
afterEach(() => cloud.stop());

async function send(...bodies: readonly string[]): Promise<void> {
  await cloud.scope().write((at) => {
    for (const body of bodies) {
      const to = `${body.at(-1)}@example.com`;
      const protocol = body.startsWith("s") ? "sms" : "email";
      capture(at, { kind: "notification", protocol, to, body, messageId: "m", details: {}, cause: "" });
    }
  });
}

function page(query: Partial<OutboxQuery> = {}) {
  const { sends, next } = cloud.scope().read((at) => outboxPage(at, { limit: 100, ...query }));
  return { bodies: sends.map((each) => each.body), next };
}

describe("the outbox", () => {
  it("shows the newest first, in pages", async () => {
    await send("e1", "e2", "e3", "e4", "e5");
    const first = page({ limit: 2 });
    const second = page({ limit: 2, before: first.next });
    const third = page({ limit: 2, before: second.next });
    expect([first.bodies, second.bodies, third.bodies]).toEqual([["e5", "e4"], ["e3", "e2"], ["e1"]]);
    expect(third.next).toBeUndefined();
  });

  it("is searched by protocol and recipient, page by page", async () => {
    await send("e1", "s1", "e2", "s2", "e1");
    expect(page({ protocol: "sms" }).bodies).toEqual(["s2", "s1"]);
    expect(page({ to: "1@example.com" }).bodies).toEqual(["e1", "s1", "e1"]);
    const first = page({ protocol: "email", limit: 1 });
    const second = page({ protocol: "email", limit: 2, before: first.next });
    expect([first.bodies, second.bodies, second.next]).toEqual([["e1"], ["e2", "e1"], undefined]);
  });

  it("lets the oldest go when there is no room", async () => {
    await send(...Array.from({ length: OUTBOX_SENDS_MAX }, () => "old"), "new");
    await send("newest");
    const { bodies, next } = page({ limit: OUTBOX_SENDS_MAX });
    expect([bodies.length, bodies[0], bodies[1], next]).toEqual([OUTBOX_SENDS_MAX, "newest", "new", undefined]);
  });

  it("survives a restart, and is cleared", async () => {
    await send("e1", "e2");
    await cloud.restart();
    expect(page().bodies).toEqual(["e2", "e1"]);
    expect(await cloud.scope().write(clearOutbox)).toBe(2);
    expect(page().bodies).toEqual([]);
    await send("e3");
    expect(page().bodies).toEqual(["e3"]);
  });
});
