/** Layers from folders beside the template, deployed with the functions that use them. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: nodejs20.x, Handler: index.handler, CodeUri: src, Timeout: 20}}
Resources:
  Words: {Type: AWS::Serverless::LayerVersion, Properties: {LayerName: words, ContentUri: words}}
  Colours: {Type: AWS::Lambda::LayerVersion, Properties: {LayerName: colours, Content: colours}}
  Worker: {Type: AWS::Serverless::Function, Properties: {FunctionName: worker, Layers: [!Ref Words, !Ref Colours]}}
Outputs:
  Layer: {Value: !Ref Words}
`;

const CODE = `exports.handler = async () => [require("words").word, require("colours").colour];`;
const moduleIn = (layer: string, exported: string): Record<string, string> => ({
  [`${layer}/nodejs/node_modules/${layer}/index.js`]: `exports.${exported};`,
});

describe("a layer in a local folder", () => {
  it("is published with the stack, again when it changes, and not when it does not", async () => {
    const files = {
      "template.yaml": TEMPLATE,
      "src/index.js": CODE,
      ...moduleIn("words", 'word = "one"'),
      ...moduleIn("colours", 'colour = "red"'),
    };
    expect(await stage.deploy(files)).toEqual({ Layer: expect.stringMatching(/:layer:words:1$/) });
    expect(await stage.invoke("worker")).toEqual({ error: undefined, payload: ["one", "red"] });
    expect(await stage.deploy(files)).toEqual({ Layer: expect.stringMatching(/:layer:words:1$/) });
    expect(await stage.deploy({ ...files, ...moduleIn("words", 'word = "two"') })).toEqual({
      Layer: expect.stringMatching(/:layer:words:2$/),
    });
    expect(await stage.invoke("worker")).toEqual({ error: undefined, payload: ["two", "red"] });
  });
});
