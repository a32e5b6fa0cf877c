/** What `sluice deploy` says when there is nothing that it could deploy, or nowhere to. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startWireCloud } from "../../tests/harness/wire.ts";
import { deployCommand } from "./deploy-command.ts";

/** Nobody can listen there. */
const NOWHERE = "http://127.0.0.1:1";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-deploy-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const deployed = (path: string) => deployCommand(path, { endpoint: NOWHERE, parameter: [] });

it("a template that is not there is named with its path", async () => {
  await expect(deployed(join(folder, "other.yaml"))).rejects.toThrow(`There is no template ${folder}/other.yaml.`);
});

it("a folder without a template is told what is looked for", async () => {
  await expect(deployed(folder)).rejects.toThrow(
    `There is none of template.yaml, template.yml, template.json in ${folder}.`,
  );
});

it("a folder stands for the template in it", async () => {
  writeFileSync(join(folder, "template.yaml"), "Resources: {Q: {Type: 'AWS::SQS::Queue'}}\n");
  await expect(deployed(folder)).rejects.toThrow(`Nothing answers at ${NOWHERE}. Start a cloud with: npx sluice up`);
});

it("parameters without a value are named, with the option that gives one", async () => {
  const cloud = await startWireCloud();
  try {
    const path = join(folder, "template.yaml");
    writeFileSync(path, "Parameters: {P: {Type: String}}\nResources: {Q: {Type: 'AWS::SQS::Queue'}}\n");
    await expect(deployCommand(path, { endpoint: cloud.endpoint, parameter: [] })).rejects.toThrow(
      "Parameters: [P] must have values. Give each with --parameter Name=value.",
    );
  } finally {
    await cloud.close();
  }
});
