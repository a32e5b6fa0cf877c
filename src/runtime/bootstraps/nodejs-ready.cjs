/**
 * A Node.js that has started and loaded what is the same for all functions, and waits to be told which one it is. Then
 * it becomes the environment that it would have been from its start: variables, folder and command line are set before
 * anything that reads them is loaded.
 */
"use strict";

const { chdir } = require("node:process");
const { Module } = require("node:module");
const { join } = require("node:path");
const { RuntimeClient } = require("./nodejs-client.cjs");
require("./nodejs-errors.cjs");
require("./nodejs-handler.cjs");
require("./nodejs-stream.cjs");

const client = new RuntimeClient(process.env.AWS_LAMBDA_RUNTIME_API ?? "", () => process.exit(1));
client.ready(({ body }) => {
  const { variables, directory, parameters } = JSON.parse(body.toString("utf8"));
  client.close();
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, variables);
  chdir(directory);
  process.argv.splice(1, process.argv.length, join(__dirname, "nodejs.cjs"), ...parameters);
  // NODE_PATH is read when Node.js starts; this is how it is read again.
  Module._initPaths();
  require("./nodejs.cjs");
});
