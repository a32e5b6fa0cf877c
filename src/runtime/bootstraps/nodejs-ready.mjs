/**
 * A Node.js that has started and loaded what is the same for all functions, and waits to be told which one it is. Then
 * it becomes the environment that it would have been from its start: variables, folder and command line are set before
 * anything that reads them is loaded.
 */
import { chdir } from "node:process";
import { Module } from "node:module";
import { fileURLToPath } from "node:url";
import { RuntimeClient } from "./nodejs-client.mjs";
import "./nodejs-errors.mjs";
import "./nodejs-handler.mjs";
import "./nodejs-stream.mjs";

const client = new RuntimeClient(process.env.AWS_LAMBDA_RUNTIME_API ?? "", () => process.exit(1));
client.ready(async ({ body }) => {
  const { variables, directory, parameters } = JSON.parse(body.toString("utf8"));
  client.close();
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, variables);
  chdir(directory);
  process.argv.splice(1, process.argv.length, fileURLToPath(new URL("nodejs.mjs", import.meta.url)), ...parameters);
  // NODE_PATH is read when Node.js starts; this is how it is read again.
  Module._initPaths();
  await import("./nodejs.mjs");
});
