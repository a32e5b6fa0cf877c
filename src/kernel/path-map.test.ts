/** Values by paths. */
import { expect, it } from "vitest";
import { PathMap } from "./path-map.ts";

it("keeps one value for each path, those of a path and of one that goes on from it apart", () => {
  const map = new PathMap<string>();
  expect([...map.values()]).toEqual([]);
  map.step("a").step("b").value = "ab";
  map.step("a").value = "a";
  map.step(1).step("b").value = "1b";
  expect(map.step("a").step("b").value).toBe("ab");
  expect(map.step("ab").value).toBeUndefined();
  expect(map.step("1").step("b").value).toBeUndefined();
  expect([...map.values()]).toEqual(["a", "ab", "1b"]);
});
