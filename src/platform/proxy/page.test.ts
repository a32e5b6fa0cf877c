import { expect, it } from "vitest";
import { pageOf } from "./page.ts";

const ROWS = ["a", "b", "ö"].map((id) => ({ id }));
const page = (size: number, token?: string) => pageOf(ROWS, (row) => row.id, { size, token });

it("a list ends with the page that holds its last row", () => {
  expect(page(3)).toEqual({ items: ROWS });
  expect(page(9)).toEqual({ items: ROWS });
});

it("pages go on behind the row that the one before ended with", () => {
  const first = page(2);
  expect(first.items).toEqual(ROWS.slice(0, 2));
  expect(page(2, first.next)).toEqual({ items: ROWS.slice(2) });
});
