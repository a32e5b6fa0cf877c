import { expect, it } from "vitest";
import { ServiceError } from "./service-error.ts";
import { unlessRefused } from "./stack-caller.ts";

it("a call that is not refused gives its answer", async () => {
  expect(await unlessRefused(["Gone"], Promise.resolve({ id: 1 }))).toEqual({ id: 1 });
});

it("a refusal with one of the codes gives nothing", async () => {
  const refusal = Promise.reject(new ServiceError("Missing", "It is not there."));
  expect(await unlessRefused(["Gone", "Missing"], refusal)).toBeUndefined();
});

it.each([[new ServiceError("Throttled", "Later.")], [Object.assign(new Error("a bug"), { code: "Gone" })]])(
  "%o goes on",
  async (error) => {
    await expect(unlessRefused(["Gone"], Promise.reject(error))).rejects.toBe(error);
  },
);
