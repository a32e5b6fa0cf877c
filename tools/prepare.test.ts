/** When a clone is told that its Node.js or its installed dependencies do not fit. */
import { describe, expect, it } from "vitest";
import { lockDisagreement, nodeComplaint } from "./prepare.mjs";

describe("the version of Node.js", () => {
  it.each(["20.19.0", "20.20.2", "22.0.0", "24.11.1"])("accepts %s", (version) => {
    expect(nodeComplaint(version)).toBeUndefined();
  });

  it.each(["18.20.8", "20.18.3"])("refuses %s and says which is needed", (version) => {
    expect(nodeComplaint(version)).toContain("needs 20.19 or later");
  });
});

describe("the installed dependencies", () => {
  const lock = {
    packages: {
      "": { version: "0.1.0" },
      "node_modules/yaml": { version: "2.9.1" },
      "node_modules/@lmdb/lmdb-darwin-arm64": { version: "3.5.6", optional: true },
    },
  };

  it.each([
    ["agree when all are there", { "node_modules/yaml": { version: "2.9.1" } }, undefined],
    ["disagree when one is missing", {}, "node_modules/yaml"],
    ["disagree when one is older", { "node_modules/yaml": { version: "2.9.0" } }, "node_modules/yaml"],
  ])("%s", (_, packages, expected) => {
    expect(lockDisagreement(lock, { packages })).toBe(expected);
  });
});
