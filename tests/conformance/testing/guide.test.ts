/** Every block of code in the guide runs as it stands there, on the package as it is built. */
import { readFileSync, rmSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { builtPackage, ROOT, runNode } from "./built-package.ts";

interface Example {
  readonly title: string;
  readonly code: string;
}

const text = readFileSync(join(ROOT, "docs", "guides", "testing.md"), "utf8");
const examples = Array.from(
  text.matchAll(/^<!-- run: (?<title>.+) -->\n\n```ts\n(?<code>[^]*?)^```$/gm),
  ({ groups }): Example => ({ title: groups?.["title"] ?? "", code: groups?.["code"] ?? "" }),
);

it("has no block of code that is not run", () => {
  expect(examples.length).toBeGreaterThan(4);
  expect(text.match(/^```ts$/gm)).toHaveLength(examples.length);
});

it.each(examples)("$title", async ({ code }) => {
  builtPackage();
  // Inside of the package, which then finds itself under its own name.
  const folder = mkdtempSync(join(ROOT, "dist", "guide-"));
  try {
    const file = join(folder, "example.mjs");
    writeFileSync(file, code);
    expect(await runNode([file])).toEqual({ status: 0, errors: "" });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
