/** What the tests of extensions share: a layer with an extension in it, and what every extension here can do. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import type { Workbench } from "../function-workbench.fixture.ts";

/** What every extension here can do; it notes what it is told in a file beside it. */
export const CLIENT = `#!${process.execPath}
const fs = require("node:fs"), http = require("node:http"), path = require("node:path");
const note = (entry) => fs.appendFileSync(path.join(__dirname, "..", "notes"), JSON.stringify(entry) + "\\n");
let name = path.basename(__filename);
let id = "";
function call(method, path, { headers = {}, body } = {}) {
  const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
  return new Promise((resolve, reject) => {
    const asked = http.request({ host, port, method, path, headers: { "Lambda-Extension-Identifier": id, ...headers } }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (piece) => (text += piece));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body: JSON.parse(text) }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
async function register(events, headers = {}) {
  const answer = await call("POST", "/2020-01-01/extension/register",
    { headers: { "Lambda-Extension-Name": name, ...headers }, body: JSON.stringify({ events }) });
  id = answer.headers["lambda-extension-identifier"];
  return answer;
}
const next = async () => {
  const event = (await call("GET", "/2020-01-01/extension/event/next")).body;
  if (event.eventType === "SHUTDOWN" && require.main === module) {
    note(event);
    if (name !== "stubborn") process.exit(0);
  }
  return event;
};
`;

export interface Extended {
  readonly spec: EnvironmentSpec;
  readonly notes: () => Record<string, unknown>[];
}

export function define(at: Workbench, extension: string, files: Readonly<Record<string, string>>): Extended {
  const layer = mkdtempSync(join(at.directory, "layer-"));
  mkdirSync(join(layer, "extensions"));
  writeFileSync(join(layer, "extensions", "watcher"), CLIENT + extension, { mode: 0o755 });
  const notes = join(layer, "notes");
  return {
    spec: at.define(files, { layerFolders: [layer] }),
    notes: () =>
      existsSync(notes)
        ? readFileSync(notes, "utf8")
            .trim()
            .split("\n")
            // The extension writes one JSON object a line.
            .map((line) => JSON.parse(line) as Record<string, unknown>)
        : [],
  };
}

export const node = (code: string): Record<string, string> => ({ "index.js": code });
export const ECHO = node("exports.handler = async (event) => event");
