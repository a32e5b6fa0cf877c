/** Layers: published, shared, attached, and what a function gets of them. */
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { createCodeFolders } from "../../runtime/code/code-folders.ts";
import { Lambda, type PublishLayerVersionRequest } from "../../schema/generated/lambda.ts";
import { CREATION, startLambdaCloud, zipOf, type LambdaCloud } from "./lambda-cloud.contract.ts";

const LAYER = "arn:aws:lambda:us-east-1:000000000000:layer:tools";
const OTHER = { account: "111122223333" } as const;

async function publish(
  cloud: LambdaCloud,
  name: string,
  more: Partial<PublishLayerVersionRequest> = {},
): Promise<string> {
  const Content = { ZipFile: zipOf({ "etc/name.txt": name }) };
  const made = await cloud.call(Lambda.PublishLayerVersion, { LayerName: name, Content, ...more });
  return made.LayerVersionArn ?? "";
}

const storedBlobs = async (cloud: LambdaCloud): Promise<number> => {
  let count = 0;
  for await (const _ of cloud.blobs.list()) count++;
  return count;
};

describe("a layer", () => {
  it("has versions that count up and are never used again", async () => {
    const cloud = await startLambdaCloud();
    const first = await cloud.call(Lambda.PublishLayerVersion, {
      LayerName: "tools",
      Description: "the first",
      Content: { ZipFile: zipOf({ "etc/name.txt": "1" }) },
      CompatibleRuntimes: ["nodejs20.x"],
      CompatibleArchitectures: ["x86_64"],
      LicenseInfo: "MIT",
    });
    expect(first).toEqual({
      Content: {
        Location: expect.stringContaining("/_aws/lambda-code/"),
        CodeSha256: expect.stringMatching(/^.{43}=$/),
        CodeSize: expect.any(Number),
      },
      LayerArn: LAYER,
      LayerVersionArn: `${LAYER}:1`,
      Version: 1,
      Description: "the first",
      CreatedDate: "2026-01-15T12:00:00.000+0000",
      CompatibleRuntimes: ["nodejs20.x"],
      CompatibleArchitectures: ["x86_64"],
      LicenseInfo: "MIT",
    });
    expect(await publish(cloud, "tools")).toBe(`${LAYER}:2`);
    await cloud.call(Lambda.DeleteLayerVersion, { LayerName: "tools", VersionNumber: 2 });
    await cloud.call(Lambda.DeleteLayerVersion, { LayerName: "tools", VersionNumber: 2 });
    expect(await publish(cloud, "tools", { LayerName: LAYER })).toBe(`${LAYER}:3`);
    const shown = await cloud.call(Lambda.GetLayerVersionByArn, { Arn: `${LAYER}:1` });
    expect({ ...shown, Content: null }).toEqual({ ...first, Content: null });
    await cloud.stop();
  });

  it("is listed, newest version first, and by what it is made for", async () => {
    const cloud = await startLambdaCloud();
    await publish(cloud, "tools", { CompatibleRuntimes: ["nodejs20.x"] });
    await publish(cloud, "tools", { CompatibleRuntimes: ["python3.12"] });
    await publish(cloud, "more");
    const versions = async (input: object): Promise<unknown> =>
      (await cloud.call(Lambda.ListLayerVersions, { LayerName: "tools", ...input })).LayerVersions?.map(
        (each) => each.Version,
      );
    expect(await versions({})).toEqual([2, 1]);
    expect(await versions({ CompatibleRuntime: "nodejs20.x" })).toEqual([1]);
    const page = await cloud.call(Lambda.ListLayerVersions, { LayerName: "tools", MaxItems: 1 });
    expect(await versions({ Marker: page.NextMarker })).toEqual([1]);
    const layers = async (input: object): Promise<unknown> =>
      (await cloud.call(Lambda.ListLayers, input)).Layers?.map((each) => [
        each.LayerName,
        each.LatestMatchingVersion?.Version,
      ]);
    expect(await layers({})).toEqual([
      ["more", 1],
      ["tools", 2],
    ]);
    expect(await layers({ CompatibleRuntime: "nodejs20.x" })).toEqual([["tools", 1]]);
    const first = await cloud.call(Lambda.ListLayers, { MaxItems: 1 });
    expect(await layers({ Marker: first.NextMarker })).toEqual([["tools", 2]]);
    await cloud.stop();
  });

  it("is there for its functions, the later one first, whatever becomes of the version", async () => {
    const cloud = await startLambdaCloud();
    const Layers = [await publish(cloud, "tools"), await publish(cloud, "more")];
    await cloud.deploy(
      "worker",
      (_event, { spec }) => spec.layerFolders?.map((folder) => readFileSync(join(folder, "etc/name.txt"), "utf8")),
      { Layers },
    );
    const shown = await cloud.call(Lambda.GetFunctionConfiguration, { FunctionName: "worker" });
    expect(shown.Layers?.map((layer) => layer.Arn)).toEqual(Layers);
    await cloud.call(Lambda.DeleteLayerVersion, { LayerName: "more", VersionNumber: 1 });
    await cloud.advance(16 * 60_000);
    expect((await cloud.run("worker")).result).toEqual(["more", "tools"]);
    // A change of something else leaves the layers as they are, also one that is deleted.
    await cloud.call(Lambda.UpdateFunctionConfiguration, { FunctionName: "worker", Timeout: 9 });
    await cloud.settle();
    await cloud.call(Lambda.PublishVersion, { FunctionName: "worker" });
    await cloud.call(Lambda.UpdateFunctionConfiguration, { FunctionName: "worker", Layers: [] });
    await cloud.advance(16 * 60_000);
    expect((await cloud.run("worker")).result).toEqual([]);
    expect((await cloud.run("worker:1")).result).toEqual(["more", "tools"]);
    await cloud.call(Lambda.DeleteFunction, { FunctionName: "worker" });
    await cloud.advance(16 * 60_000);
    expect(await storedBlobs(cloud)).toBe(1);
    await cloud.call(Lambda.DeleteLayerVersion, { LayerName: "tools", VersionNumber: 1 });
    await cloud.advance(16 * 60_000);
    expect(await storedBlobs(cloud)).toBe(0);
    await cloud.stop();
  });

  it("stays on disk when a function takes it up again before it is swept", async () => {
    const cloud = await startLambdaCloud();
    const Layers = [await publish(cloud, "tools")];
    await cloud.deploy("worker", (_event, { spec }) => existsSync(spec.layerFolders?.[0] ?? ""), { Layers });
    const change = async (layers: readonly string[]): Promise<void> => {
      await cloud.call(Lambda.UpdateFunctionConfiguration, { FunctionName: "worker", Layers: layers });
      await cloud.advance(60_000);
    };
    await change([]);
    await change(Layers);
    await cloud.call(Lambda.DeleteLayerVersion, { LayerName: "tools", VersionNumber: 1 });
    await cloud.advance(60 * 60_000);
    await cloud.restart();
    await cloud.advance(2 * 60 * 60_000);
    expect((await cloud.run("worker")).result).toBe(true);
    await cloud.stop();
  });

  it("of another account can be attached once its policy shares it", async () => {
    const cloud = await startLambdaCloud();
    const Layers = [await publish(cloud, "tools")];
    const create = (): Promise<unknown> =>
      cloud.call(Lambda.CreateFunction, { FunctionName: "theirs", ...CREATION, Layers }, OTHER);
    await expect(create()).rejects.toMatchObject({ code: "AccessDeniedException" });
    const key = { LayerName: "tools", VersionNumber: 1 };
    const grant = { ...key, StatementId: "them", Action: "lambda:GetLayerVersion", Principal: OTHER.account };
    const { Statement, RevisionId } = await cloud.call(Lambda.AddLayerVersionPermission, grant);
    expect(JSON.parse(Statement ?? "")).toEqual({
      Sid: "them",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${OTHER.account}:root` },
      Action: "lambda:GetLayerVersion",
      Resource: `${LAYER}:1`,
    });
    expect(await create()).toMatchObject({ Layers: [{ Arn: Layers[0] }] });
    const policy = await cloud.call(Lambda.GetLayerVersionPolicy, key);
    expect(policy.RevisionId).toBe(RevisionId);
    await expect(cloud.call(Lambda.AddLayerVersionPermission, grant)).rejects.toMatchObject({
      code: "ResourceConflictException",
    });
    await expect(
      cloud.call(Lambda.RemoveLayerVersionPermission, { ...key, StatementId: "them", RevisionId: "0" }),
    ).rejects.toMatchObject({ code: "PreconditionFailedException" });
    await cloud.call(Lambda.RemoveLayerVersionPermission, { ...key, StatementId: "them" });
    await expect(cloud.call(Lambda.GetLayerVersionPolicy, key)).rejects.toMatchObject({
      message: "No policy is associated with the given resource.",
    });
    await cloud.stop();
  });

  it("may not come to more than 250 MB together with the code", async () => {
    const folders = createCodeFolders({ directory: join(mkdtempSync(join(tmpdir(), "sluice-layers-")), "functions") });
    // Folders that say they are large: writing so much would only take time.
    const codeFolders = {
      folderOf: folders.folderOf.bind(folders),
      remove: folders.remove.bind(folders),
      bytesOf: () => Promise.resolve(131_072_001),
    };
    const cloud = await startLambdaCloud({ ports: { codeFolders } });
    const Layers = [await publish(cloud, "tools")];
    await expect(
      cloud.call(Lambda.CreateFunction, { FunctionName: "worker", ...CREATION, Layers }),
    ).rejects.toMatchObject({
      message:
        "Function code combined with layers exceeds the maximum allowed size of 262144000 bytes. " +
        "The actual size is 262144002 bytes.",
    });
    await cloud.settle();
    expect(await storedBlobs(cloud)).toBe(1);
    await cloud.stop();
  });
});

describe("bad input about layers", () => {
  const attach = (...Layers: readonly string[]): object => ({ FunctionName: "worker", Layers });
  const grant = { LayerName: "tools", StatementId: "s", Action: "lambda:GetLayerVersion", Principal: "*" };
  const INVALID = "InvalidParameterValueException";
  const MISSING = "ResourceNotFoundException";
  it.each([
    [
      "six layers",
      "UpdateFunctionConfiguration",
      attach(...Array.from({ length: 6 }, (_, n) => `${LAYER}${n}:1`)),
      INVALID,
      "Cannot reference more than 5 layers.",
    ],
    [
      "a version that is not there",
      "UpdateFunctionConfiguration",
      attach(`${LAYER}:9`),
      INVALID,
      `Layer version ${LAYER}:9 does not exist.`,
    ],
    [
      "two versions of one layer",
      "UpdateFunctionConfiguration",
      attach(`${LAYER}:1`, `${LAYER}:2`),
      INVALID,
      "Two different versions of the same layer are not allowed to be referenced in the same function. " +
        `${LAYER}:1 and ${LAYER}:2 are versions of the same layer.`,
    ],
    [
      "one layer twice",
      "UpdateFunctionConfiguration",
      attach(`${LAYER}:1`, `${LAYER}:1`),
      INVALID,
      `${LAYER}:1 and ${LAYER}:1 are versions of the same layer.`,
    ],
    [
      "a layer of another region",
      "UpdateFunctionConfiguration",
      attach("arn:aws:lambda:eu-west-1:000000000000:layer:tools:1"),
      INVALID,
      "Layers are not in the same region as the function. Layers are expected to be in region us-east-1.",
    ],
    [
      "a layer without a version",
      "UpdateFunctionConfiguration",
      attach(LAYER),
      "ValidationException",
      "regular expression",
    ],
    [
      "version 0",
      "GetLayerVersion",
      { LayerName: "tools", VersionNumber: 0 },
      INVALID,
      "Layer Version Cannot be less than 1",
    ],
    [
      "a version that is not there, to be shown",
      "GetLayerVersion",
      { LayerName: "tools", VersionNumber: 9 },
      MISSING,
      "The resource you requested does not exist.",
    ],
    [
      "an ARN of nothing",
      "GetLayerVersionByArn",
      { Arn: `${LAYER}:9` },
      MISSING,
      "The resource you requested does not exist.",
    ],
    ["no content", "PublishLayerVersion", { LayerName: "tools", Content: {} }, INVALID, "Please provide a source"],
    [
      "content that is no archive",
      "PublishLayerVersion",
      { LayerName: "tools", Content: { ZipFile: Buffer.from("no archive") } },
      INVALID,
      "Could not unzip uploaded file.",
    ],
    [
      "a share of a version that is not there",
      "AddLayerVersionPermission",
      { ...grant, VersionNumber: 9 },
      MISSING,
      "does not exist",
    ],
    [
      "a share of something else",
      "AddLayerVersionPermission",
      { ...grant, VersionNumber: 1, Action: "lambda:*" },
      "ValidationException",
      "lambda:GetLayerVersion",
    ],
    [
      "a share with an organization",
      "AddLayerVersionPermission",
      { ...grant, VersionNumber: 1, OrganizationId: "o-1234567890" },
      "NotImplemented",
      "OrganizationId",
    ],
    [
      "the end of a share that is none",
      "RemoveLayerVersionPermission",
      { LayerName: "tools", VersionNumber: 1, StatementId: "s" },
      MISSING,
      "No policy is associated with the given resource.",
    ],
  ] as const)("%s is refused, and nothing changes", async (_, name, input, code, message) => {
    const cloud = await startLambdaCloud();
    await publish(cloud, "tools");
    await publish(cloud, "tools");
    await cloud.deploy("worker", () => null);
    const seen = async (): Promise<unknown> => [
      await cloud.call(Lambda.GetFunctionConfiguration, { FunctionName: "worker" }),
      await cloud.call(Lambda.ListLayerVersions, { LayerName: "tools" }),
      await storedBlobs(cloud),
    ];
    const before = await seen();
    await expect(cloud.callUnchecked(Lambda[name], input)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    expect(await seen()).toEqual(before);
    await cloud.stop();
  });
});
