/** Everything that was opened is closed, in the opposite order, once. */
import { describe, expect, it } from "vitest";
import { Endings } from "./endings.ts";

describe("closing", () => {
  it("ends the newest first, each after the other, and only once", async () => {
    const ended: string[] = [];
    const endings = new Endings();
    endings.add(() => void ended.push("store"));
    endings.add(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      ended.push("wire");
    });
    await Promise.all([endings.close(), endings.close()]);
    await endings.close();
    expect(ended).toEqual(["wire", "store"]);
  });

  it("goes on when something cannot be ended, and tells the first reason", async () => {
    const ended: string[] = [];
    const endings = new Endings();
    endings.add(() => void ended.push("store"));
    endings.add(() => Promise.reject(new Error("second")));
    endings.add(() => {
      throw new Error("first");
    });
    await expect(endings.close()).rejects.toThrow("first");
    expect(ended).toEqual(["store"]);
  });
});
