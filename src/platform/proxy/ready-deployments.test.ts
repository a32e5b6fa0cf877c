import { expect, it } from "vitest";
import { DEPLOYMENTS_READY } from "../limits.ts";
import { ReadyDeployments } from "./ready-deployments.ts";

it("reads a deployment once, and the oldest again when there are too many", () => {
  const ready = new ReadyDeployments<string>();
  const read: string[] = [];
  const find = (deploymentId: string): string | undefined =>
    ready.find("api", deploymentId, () => {
      read.push(deploymentId);
      return `ready ${deploymentId}`;
    });
  for (let index = 0; index < DEPLOYMENTS_READY; index++) find(String(index));
  read.length = 0;
  expect(find("0")).toBe("ready 0");
  expect(read).toEqual([]);
  find("new");
  find("1");
  expect(find("0")).toBe("ready 0");
  expect(read).toEqual(["new", "0"]);
});

it("keeps nothing of a deployment that is not there", () => {
  const ready = new ReadyDeployments<string>();
  expect(ready.find("api", "d", () => undefined)).toBeUndefined();
  expect(ready.find("api", "d", () => "there now")).toBe("there now");
});
