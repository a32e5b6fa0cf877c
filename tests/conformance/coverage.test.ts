/** The services' tables against their API models: nothing is missing, nothing is twice, and no two keep their rows together. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { uncovered } from "../../src/platform/service.ts";
import { SERVICES } from "../../src/server/services.ts";
import { describeKeyspaces, type AnyKeyspace } from "../../src/store/keyspace.ts";

const SOURCES = join(import.meta.dirname, "../../src");

describe.each(SERVICES.map((service) => ({ name: service.model.metadata.name, service })))("$name", ({ service }) => {
  it("implements or refuses each operation of its model", () => expect(uncovered(service)).toEqual([]));

  it("honours members that the model has", () => {
    const { operations, shapes } = service.model;
    const strange = service.operations.flatMap(({ operation, honours }) => {
      const input = shapes[operations[operation.name]?.input?.shape ?? ""];
      const members = input?.type === "structure" ? Object.keys(input.members) : [];
      return honours.filter((name) => !members.includes(name)).map((name) => `${operation.name}: ${name}`);
    });
    expect(strange).toEqual([]);
  });

  it("honours the members without which an operation means nothing", () => {
    const { operations, shapes } = service.model;
    const ignored = service.operations.flatMap(({ operation, honours }) => {
      const input = shapes[operations[operation.name]?.input?.shape ?? ""];
      const required = input?.type === "structure" ? (input.required ?? []) : [];
      return required.filter((name) => !honours.includes(name)).map((name) => `${operation.name}: ${name}`);
    });
    expect(ignored).toEqual([]);
  });

  it("runs each kind of effect and timer under its own name", () => {
    const kinds = [...Object.keys(service.effects ?? {}), ...Object.keys(service.timers ?? {})];
    const prefix = /^[a-z0-9]+\./;
    expect(kinds.filter((kind) => !prefix.test(kind))).toEqual([]);
  });
});

it("no two services handle the same effect, timer or resource type", () => {
  const named = (list: (service: (typeof SERVICES)[number]) => readonly string[]): string[] => {
    const all = SERVICES.flatMap(list);
    return all.filter((name, index) => all.indexOf(name) !== index);
  };
  expect({
    effects: named((service) => Object.keys(service.effects ?? {})),
    timers: named((service) => Object.keys(service.timers ?? {})),
    resources: named((service) => (service.resources ?? []).map((each) => each.type)),
  }).toEqual({ effects: [], timers: [], resources: [] });
});

it("all keyspaces keep apart", async () => {
  const modules = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((path) =>
    /(^services\/[a-z0-9]+\/keyspaces|^platform\/.*\/(outbox|timer-wheel|meter))\.ts$/.test(path.replaceAll("\\", "/")),
  );
  const keyspaces: AnyKeyspace[] = [];
  for (const path of modules) {
    // A keyspace is told by its form, since a module may export rows and keys beside it.
    const exported: Record<string, unknown> = await import(join(SOURCES, path));
    keyspaces.push(...Object.values(exported).filter(isKeyspace));
  }
  // Throws when two have one name or one prefix.
  const described = describeKeyspaces(keyspaces);
  expect(described.length).toBeGreaterThan(30);
  for (const { name } of described) expect(name).toMatch(/^[a-z0-9-]+(\/[a-z0-9-]+)+$/);
});

function isKeyspace(value: unknown): value is AnyKeyspace {
  return typeof value === "object" && value !== null && "prefix" in value && "range" in value && "name" in value;
}
