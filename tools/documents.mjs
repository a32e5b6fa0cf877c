/**
 * `npm run documents`: writes docs/FIDELITY.md from the services' own tables and docs/DATA.md from the keyspaces' own
 * declarations. With --check it writes nothing and exits 1 when they are not what the code says.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT, filesBelow } from "./prepare.mjs";

const documents = { "docs/FIDELITY.md": await fidelity(), "docs/DATA.md": data() };
let stale = 0;
for (const [path, text] of Object.entries(documents)) {
  const file = join(ROOT, path);
  if (process.argv.includes("--check")) {
    if (read(file) !== text) {
      console.error(`${path} is not what the code says: run npm run documents`);
      stale++;
    }
  } else writeFileSync(file, text);
}
process.exitCode = stale === 0 ? 0 : 1;

/** Every service, every operation: implemented and with which members left out, or answered 501. */
async function fidelity() {
  const { SERVICES } = await import(pathToFileURL(join(ROOT, "dist/server/services.js")).href);
  const lines = [
    "# Fidelity",
    "",
    "What Sluice does of each service, written from the services' own tables by `npm run documents`. An operation that",
    "is not listed as implemented answers 501 by name, and so does a member of an input that an operation does not act",
    "upon. The known differences of what is implemented are in the README of each service.",
    "",
    "Three things hold for all services. Identity policies and bucket policies are stored and shown, and not evaluated yet;",
    "those of queues, topics and functions are with `sluice up --policies enforce`, and without it whoever can sign a",
    "request may make it. Keys that this cloud issued are checked, signature and expiry; every other",
    "key is taken at its word. The record of what led to what is kept in memory, the newest 50,000 acts of it.",
    "",
  ];
  for (const service of SERVICES) lines.push(...fidelityOf(service));
  return `${lines.join("\n").trimEnd()}\n`;
}

function fidelityOf({ model, operations, unsupported, resources = [] }) {
  const { name, serviceId } = model.metadata;
  const rows = operations
    .map((descriptor) => ({ name: descriptor.operation.name, without: membersWithout(model, descriptor) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((row) => `| ${row.name} | ${row.without.map((member) => `\`${member}\``).join(", ") || "-"} |`);
  const lines = [
    `## ${serviceId}`,
    "",
    `[Differences](../src/services/${name}/README.md). ${operations.length} operations implemented, ${unsupported.length} not.`,
    "",
    "| operation | members that are refused by name |",
    "| --- | --- |",
    ...rows,
    "",
  ];
  if (resources.length > 0) {
    lines.push(`CloudFormation: ${resources.map((each) => `\`${each.type}\``).join(", ")}.`, "");
  }
  if (unsupported.length > 0) lines.push(`Answered 501: ${unsupported.toSorted().join(", ")}.`, "");
  return lines;
}

function membersWithout(model, { operation, honours }) {
  const shape = model.operations[operation.name].input?.shape;
  const members = shape === undefined ? [] : Object.keys(model.shapes[shape].members);
  return members.filter((member) => !honours.includes(member));
}

/** Every keyspace with what its declaration says of it. */
function data() {
  const DECLARATION =
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:export )?const \w+ = keyspace\(\s*"([^"]+)",\s*\{\s*key: \[([^\]]*)\]/g;
  const rows = [];
  for (const file of filesBelow(join(ROOT, "src")).filter(
    (path) => path.endsWith(".ts") && !path.endsWith(".test.ts"),
  )) {
    for (const [, comment, name, parts] of readFileSync(file, "utf8").matchAll(DECLARATION)) {
      const says = comment.replace(/\s*\n\s*\*\s*/g, " ").trim();
      rows.push(
        `| \`${name}\` | ${parts.replace(/\s+/g, " ").trim().replace(/,$/, "")} | ${says} | [${relative(join(ROOT, "src"), file)}](../${relative(ROOT, file)}) |`,
      );
    }
  }
  return [
    "# Data",
    "",
    "Every keyspace of the store, written from the declarations by `npm run documents`. Keys order by their parts; the",
    "values are CBOR records unless the declaration names another codec. Bodies of objects and function code are blobs:",
    "files under `blobs/` of the data folder, named by the rows that refer to them.",
    "",
    "| keyspace | key | what it holds | declared in |",
    "| --- | --- | --- | --- |",
    ...rows.toSorted(),
    "",
  ].join("\n");
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
