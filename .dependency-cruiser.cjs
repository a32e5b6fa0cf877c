/**
 * The architecture, as rules that `npm run check` keeps: which folder of src may import which, and which package is
 * whose. Type imports count. docs/ARCHITECTURE.md draws the same picture.
 */

/** Tests lie beside the code and may import anything; a contract is the part of a test that several engines share. */
const TEST = "\\.(test|contract|fixture)\\.ts$|^tests/|/testdata/";

/** The store's port and what everybody needs to write keys: all that may be known of the store above it. */
const STORE_PORT = "^src/store/(store|blobs|key|keyspace|value-codec)\\.ts$";

/** Each folder of src with what it may import besides itself, from the bottom to the top. */
const LAYERS = [
  { name: "kernel", imports: [] },
  { name: "schema", imports: ["^src/kernel/"] },
  { name: "protocol", imports: ["^src/kernel/", "^src/schema/"] },
  { name: "store", imports: ["^src/kernel/"] },
  { name: "platform", imports: ["^src/kernel/", "^src/schema/", STORE_PORT] },
  { name: "services", imports: ["^src/kernel/", "^src/schema/", STORE_PORT, "^src/platform/"] },
  { name: "runtime", imports: ["^src/kernel/", "^src/platform/ports/"] },
  { name: "gateway", imports: ["^src/kernel/", "^src/schema/", "^src/protocol/", "^src/platform/"] },
  {
    name: "server",
    imports: ["kernel", "schema", "protocol", "store", "platform", "services", "runtime", "gateway"].map(folder),
  },
  { name: "deploy", imports: ["^src/kernel/"] },
  { name: "testing", imports: ["^src/server/", "^src/kernel/", "^src/platform/", "^src/deploy/"] },
  { name: "cli", imports: ["^src/server/", "^src/kernel/", "^src/deploy/"] },
  { name: "quickstart", imports: ["^src/server/", "^src/kernel/", "^src/cli/", "^src/index\\.ts$"] },
];

/** Where the outside comes in: the package's two exports, its command, and what `npm start` runs. */
const DOORS = "^src/(index|testing/index|cli/main|quickstart/main)\\.ts$";

/** What reaches outside the process. Rules are decided without it; ports bring it in. */
const IO =
  "^(node:)?(fs|net|http|http2|https|tls|dgram|dns|child_process|worker_threads|cluster|inspector|readline|repl)(/|$)";

/** Who may use which package: `at` is the only place that imports it. */
const PACKAGES = [
  { name: "lmdb", at: "^src/store/(lmdb/|open)" },
  { name: "fast-xml-parser", at: "^src/protocol/" },
  { name: "cbor-x", at: "^src/(protocol|store)/" },
  { name: "commander", at: "^src/cli/" },
  { name: "pino", at: "^src/(server|cli)/" },
  { name: "yaml", at: "^src/(services/cloudformation|deploy)/" },
  { name: "esbuild", at: "^src/(runtime|server|deploy)/" },
  { name: "@peculiar/x509", at: "^src/(gateway|server|services/sns)/" },
  { name: "@aws-sdk", at: "^src/(deploy|quickstart|testing)/" },
];

function folder(name) {
  return `^src/${name}/`;
}

function layerRule({ name, imports }) {
  return {
    name: `${name}-imports`,
    comment: `src/${name} may import of ours only: ${imports.length === 0 ? "nothing" : imports.join(" ")}`,
    severity: "error",
    from: { path: folder(name), pathNot: TEST },
    to: { path: "^(src|tests|console|examples|bench|tools)/", pathNot: [folder(name), ...imports] },
  };
}

function packageRule({ name, at }) {
  return {
    name: `${name}-stays-in-its-place`,
    comment: `only ${at} may import ${name}`,
    severity: "error",
    from: { path: "^src/", pathNot: [at, TEST] },
    to: { path: `^node_modules/${name}/` },
  };
}

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "a cycle means that two files are one; type imports count",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-unresolvable",
      comment: "an import that leads nowhere",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-undeclared-packages",
      comment: "what src imports is in package.json's dependencies: users get no devDependencies",
      severity: "error",
      from: { path: "^src/", pathNot: TEST },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown", "npm-optional"] },
    },
    {
      name: "nothing-imports-tests",
      comment: "what a test and the product share belongs to the product",
      severity: "error",
      from: { pathNot: TEST },
      to: { path: TEST },
    },
    {
      name: "doors-are-for-outside",
      comment: "index files are the package's public doors; inside, import the file that has it",
      severity: "error",
      from: { path: "^src/", pathNot: [TEST, "^src/quickstart/"] },
      to: { path: "^src/(index|testing/index)\\.ts$" },
    },
    {
      name: "kernel-does-no-io",
      comment: "of Node.js the kernel may use node:crypto and node:zlib only",
      severity: "error",
      from: { path: "^src/kernel/", pathNot: TEST },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(crypto|zlib)$" },
    },
    {
      name: "kernel-uses-no-package",
      comment: "the kernel stands on nothing but the language",
      severity: "error",
      from: { path: "^src/kernel/", pathNot: TEST },
      to: { path: "^node_modules/" },
    },
    {
      name: "meaning-does-no-io",
      comment: "schema, protocol, platform and services reach outside the process through platform/ports only",
      severity: "error",
      from: { path: "^src/(schema|protocol|platform|services)/", pathNot: TEST },
      to: { dependencyTypes: ["core"], path: IO },
    },
    {
      name: "services-never-meet",
      comment: "a service calls another through the platform, as a service principal",
      severity: "error",
      from: { path: "^src/services/([^/]+)/", pathNot: TEST },
      to: { path: "^src/services/", pathNot: "^src/services/$1/" },
    },
    {
      name: "engines-are-chosen-at-the-top",
      comment: "an engine is reached through src/store/open*, or by the server",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/store/(open|lmdb/)", "^src/server/", TEST] },
      to: { path: "^src/store/lmdb/" },
    },
    {
      name: "no-dead-files",
      comment: "every file is reached from a door of the package",
      severity: "error",
      from: { path: DOORS },
      to: { path: "^src/", pathNot: [TEST, DOORS, "/bootstraps?/"], reachable: false },
    },
    ...LAYERS.map(layerRule),
    ...PACKAGES.map(packageRule),
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["^dist/"] },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".mjs", ".js", ".json"],
    },
  },
};
