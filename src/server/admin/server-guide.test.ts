/** docs/guides/server.md lists the admin API that there is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ask, startWireCloud } from "../../../tests/harness/wire.ts";

const GUIDE = readFileSync(join(import.meta.dirname, "../../../docs/guides/server.md"), "utf8");

/** `METHOD path` of each call that a row of the table has: one path, or the next one, and the methods after it. */
function callsListed(): readonly string[] {
  const rows = [...GUIDE.matchAll(/^\| (`(?:GET|POST) \/_sluice\/.*?) \|/gm)];
  return rows.flatMap(([, cell = ""]) => {
    let path = "";
    return [...cell.matchAll(/(GET|POST|DELETE)(?: (\/[\w/-]+))?/g)].map(([, method, named]) => {
      path = named ?? path;
      return `${method} ${path}`;
    });
  });
}

it("the guide lists every call of the admin API, and no other", async () => {
  const cloud = await startWireCloud();
  try {
    const { body } = await ask(cloud, { method: "GET", path: "/_sluice/" });
    const there = body.match(/(?:GET|POST|DELETE) \/_sluice\/[\w/-]+/g) ?? [];
    expect(there.length).toBeGreaterThan(20);
    expect(callsListed().toSorted()).toEqual(there.toSorted());
  } finally {
    await cloud.close();
  }
});
