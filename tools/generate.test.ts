import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

describe("the generated schema", () => {
  it("is what the generator makes from the models", () => {
    const generator = fileURLToPath(new URL("generate.mjs", import.meta.url));
    expect(execFileSync(process.execPath, [generator, "--check"], { encoding: "utf8" })).toBe("");
  });
});
