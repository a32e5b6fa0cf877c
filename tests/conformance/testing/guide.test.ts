/** Every block of code in the guides of the test kit runs as it stands there, on the package as it is built. */
import { readFileSync, rmSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { expect, it } from "vitest";
import { builtPackage, ROOT, runNode } from "./built-package.ts";

/** The guides of the test kit. */
const GUIDES = ["testing.md", "faults.md"];

interface Example {
  readonly title: string;
  readonly code: string;
}

const texts = GUIDES.map((name) => ({ name, text: readFileSync(join(ROOT, "docs", "guides", name), "utf8") }));
const examples = texts.flatMap(({ text }) => examplesOf(text));

function examplesOf(text: string): Example[] {
  return Array.from(
    text.matchAll(/^<!-- run: (?<title>.+) -->\n\n```ts\n(?<code>[^]*?)^```$/gm),
    ({ groups }): Example => ({ title: groups?.["title"] ?? "", code: groups?.["code"] ?? "" }),
  );
}

it.each(texts)("$name has no block of code that is not run", ({ text }) => {
  expect(examplesOf(text).length).toBeGreaterThan(0);
  expect(text.match(/^```ts$/gm)).toHaveLength(examplesOf(text).length);
});

it.each(examples)("$title", async ({ code }) => {
  builtPackage();
  // Inside of the package, which then finds itself under its own name.
  const folder = mkdtempSync(join(ROOT, "dist", "guide-"));
  try {
    const file = join(folder, "example.mjs");
    writeFileSync(file, (await transform(code, { loader: "ts", target: "node20.19" })).code);
    expect(await runNode([file])).toEqual({ status: 0, errors: "" });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
