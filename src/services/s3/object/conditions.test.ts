/** The rules of conditional requests, as tables. */
import { describe, expect, it } from "vitest";
import { ServiceError } from "../../../platform/service-error.ts";
import { checkReadConditions, checkWriteConditions } from "./conditions.ts";
import type { ReadConditions, WriteConditions } from "./conditions.ts";

const HOUR = 3_600_000;
const MODIFIED = Date.UTC(2026, 0, 15, 12);
const NOW = MODIFIED + 2 * HOUR;
const OBJECT = { etag: "abc", lastModified: MODIFIED };

function outcome(check: () => void): number {
  try {
    check();
    return 200;
  } catch (error) {
    if (error instanceof ServiceError) return error.statusCode ?? 400;
    throw error;
  }
}

describe("conditional reads", () => {
  const cases: readonly (readonly [ReadConditions, number])[] = [
    [{ IfMatch: '"abc"' }, 200],
    [{ IfMatch: "abc" }, 200],
    [{ IfMatch: "*" }, 200],
    [{ IfMatch: '"x"' }, 412],
    [{ IfNoneMatch: '"abc"' }, 304],
    [{ IfNoneMatch: '"x", "abc"' }, 304],
    [{ IfNoneMatch: '"x"' }, 200],
    [{ IfModifiedSince: MODIFIED }, 304],
    [{ IfModifiedSince: MODIFIED - HOUR }, 200],
    [{ IfModifiedSince: NOW + HOUR }, 200],
    [{ IfUnmodifiedSince: MODIFIED }, 200],
    [{ IfUnmodifiedSince: MODIFIED - HOUR }, 412],
    [{ IfMatch: "abc", IfUnmodifiedSince: MODIFIED - HOUR }, 200],
    [{ IfNoneMatch: "abc", IfModifiedSince: MODIFIED - HOUR }, 304],
  ];
  it.each(cases)("%o answers %i", (conditions, status) => {
    expect(outcome(() => checkReadConditions(conditions, OBJECT, NOW))).toBe(status);
  });
});

describe("conditional writes", () => {
  const cases: readonly (readonly [WriteConditions, typeof OBJECT | undefined, number])[] = [
    [{}, OBJECT, 200],
    [{ IfNoneMatch: "*" }, undefined, 200],
    [{ IfNoneMatch: "*" }, OBJECT, 412],
    [{ IfNoneMatch: "abc" }, undefined, 501],
    [{ IfMatch: '"abc"' }, OBJECT, 200],
    [{ IfMatch: "x" }, OBJECT, 412],
    [{ IfMatch: "abc" }, undefined, 404],
    [{ IfMatch: "*" }, OBJECT, 501],
    [{ IfMatch: "abc", IfNoneMatch: "*" }, OBJECT, 501],
  ];
  it.each(cases)("%o over %o answers %i", (conditions, present, status) => {
    expect(outcome(() => checkWriteConditions(conditions, present, "k"))).toBe(status);
  });
});
