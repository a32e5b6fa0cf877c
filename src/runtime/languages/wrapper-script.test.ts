import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { realClock } from "../../kernel/real-clock.ts";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import { document, type Files, messages, openWorkbench } from "../function-workbench.fixture.ts";
import { compileJava, lackOfJava } from "./java-classes.fixture.ts";

const START = Date.UTC(2031, 0, 1);
const bench = openWorkbench({ clock: new VirtualClock(START), processClock: realClock });
afterAll(() => bench.close());

/** As AWS's page shows it: more arguments for the interpreter, before the last. */
const script = (more: string): string => `#!/bin/bash
args=("$@")
export WRAPPED=yes
exec "\${args[@]:0:$#-1}" ${more} "\${args[@]: -1}"
`;

function place(folder: string, files: Files): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    chmodSync(join(folder, path), 0o755);
  }
  return folder;
}

function define(files: Files, spec: Partial<EnvironmentSpec>, wrapper: string): EnvironmentSpec {
  const defined = bench.define({}, { ...spec, variables: { AWS_LAMBDA_EXEC_WRAPPER: wrapper } });
  place(defined.codeDirectory, files);
  return defined;
}

interface Language {
  readonly runtime: string;
  readonly handler: string;
  /** What the script adds. */
  readonly more: string;
  readonly code: Files;
  readonly lack?: string | undefined;
}

/** Each tells the script's variable, what its argument did, what is left of the parameters, and the year. */
const LANGUAGES: readonly Language[] = [
  {
    runtime: "nodejs22.x",
    handler: "index.handler",
    more: "--title=wrapped",
    code: {
      "index.js": `exports.handler = async () => {
  console.log("told\\ntwice");
  const { WRAPPED, _SLUICE_PARAMETERS = null } = process.env;
  return [WRAPPED, process.title, _SLUICE_PARAMETERS];
};`,
    },
  },
  {
    runtime: "python3.12",
    handler: "app.handler",
    more: "-X wrapped",
    code: {
      "app.py": `import logging, os, sys
def handler(event, context):
    logging.getLogger().warning("told\\ntwice")
    title = "wrapped" if sys._xoptions.get("wrapped") else None
    return [os.environ["WRAPPED"], title, os.environ.get("_SLUICE_PARAMETERS")]
`,
    },
  },
  {
    runtime: "ruby3.4",
    handler: "app.handler",
    more: "--enable=frozen-string-literal",
    code: {
      "app.rb": `def handler(event:, context:)
  puts "told\\ntwice"
  [ENV["WRAPPED"], "".frozen? && "wrapped", ENV["_SLUICE_PARAMETERS"]]
end
`,
    },
  },
];

describe.each(LANGUAGES)("a wrapper script of $runtime", ({ runtime, handler, more, code }) => {
  const lack = bench.runtime.refusal(runtime);
  const title = lack === undefined ? "starts the interpreter with more than Lambda's arguments" : `not run: ${lack}`;

  it.runIf(lack === undefined)(title, async () => {
    const spec = define({ ...code, "wrapper.sh": script(more) }, { runtime, handler }, "/var/task/wrapper.sh");
    for (const _ of [1, 2]) {
      const outcome = await bench.run(spec);
      expect(document(outcome)).toEqual(["yes", "wrapped", null]);
      expect(messages(outcome)).toContainEqual(expect.stringContaining("told\ntwice"));
    }
  });
});

describe("a wrapper script", () => {
  const lack = lackOfJava();
  it.runIf(lack === undefined)(
    lack === undefined ? "starts Java, too, which takes options by a variable" : `not run: ${lack}`,
    async () => {
      const wrapper = '#!/bin/sh\nexport JAVA_TOOL_OPTIONS="-Dwrapped=yes"\nexec "$@"\n';
      const spec = define({ wrapper }, { runtime: "java17", handler: "Told::by" }, "/var/task/wrapper");
      const told = 'public class Told { public String by(Object event) { return System.getProperty("wrapped"); } }';
      compileJava({ "Told.java": told }, spec.codeDirectory);
      expect(document(await bench.run(spec))).toBe("yes");
    },
  );

  const code = { "index.js": "exports.handler = async () => process.env.WRAPPED" };

  it("is found in a layer, in the first that has it", async () => {
    const layer = (name: string, file: string): string =>
      place(join(bench.directory, name), { [file]: `#!/bin/sh\nexport WRAPPED=${name}\nexec "$@"\n` });
    const layerFolders = [layer("layer-c", "other"), layer("layer-b", "bin/w"), layer("layer-a", "bin/w")];
    expect(document(await bench.run(define(code, { layerFolders }, "/opt/bin/w")))).toBe("layer-b");
  });

  it("is not used by a runtime that the code brings, as on AWS", async () => {
    const bootstrap = `#!/bin/sh
curl -s -D headers -o /dev/null "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next"
id=$(sed -n 's/^lambda-runtime-aws-request-id: *//ip' headers | tr -d '\\r')
curl -s -d '"unwrapped"' "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$id/response"
exec curl -s "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next"
`;
    const spec = define({ bootstrap }, { runtime: "provided.al2023", handler: "any" }, "/var/task/none");
    expect(document(await bench.run(spec))).toBe("unwrapped");
  });

  it.each([
    ["is not there", "/opt/none", "/opt/none: does not exist", 127],
    ["is a folder", "/var/task/folder", "/var/task/folder: does not exist", 127],
    ["is not an executable", "/var/task/plain", "/var/task/plain: is not an executable", 126],
  ])("that %s is told as AWS's runtimes do", async (_, wrapper, sentence, status) => {
    const spec = define({ ...code, "folder/x": "", plain: "" }, {}, wrapper);
    chmodSync(join(spec.codeDirectory, "plain"), 0o644);
    const outcome = await bench.run(spec, {}, { requestId: "id" });
    expect(messages(outcome)).toContain(sentence);
    expect(document(outcome)).toEqual({
      errorType: "Runtime.ExitError",
      errorMessage: `RequestId: id Error: Runtime exited with error: exit status ${status}`,
    });
  });
});
