import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realClock } from "../../kernel/real-clock.ts";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import { document, type Files, messages, openWorkbench, type Workbench } from "../function-workbench.fixture.ts";

let bench: Workbench;
beforeAll(() => {
  bench = openWorkbench();
});
afterAll(() => bench.close());

/** A bootstrap in plain shell: it asks for events with curl and answers each with what `answer` prints. */
const shell = (answer: string, atStart = ""): Files => ({
  bootstrap: `#!/bin/sh
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
${atStart}
while true; do
  event=$(curl -sS -D headers -X GET "$api/invocation/next")
  id=$(grep -i lambda-runtime-aws-request-id headers | tr -d '[:space:]' | cut -d: -f2)
  answer=$(${answer})
  curl -sS -X POST "$api/invocation/$id/response" -d "$answer" > /dev/null
done
`,
});

/** Where Go is installed by its own archive. */
const GO = "/usr/local/go/bin/go";

/** With sockets alone: Go's own HTTP client takes most of a minute to compile. */
const GO_PROGRAM = `package main

import ("bufio"; "fmt"; "io"; "net"; "os"; "strconv"; "strings")

func call(method, path string, body []byte) (string, []byte) {
	address := os.Getenv("AWS_LAMBDA_RUNTIME_API")
	connection, err := net.Dial("tcp", address)
	if err != nil { os.Exit(1) }
	defer connection.Close()
	fmt.Fprintf(connection, "%s /2018-06-01/runtime/invocation/%s HTTP/1.1\\r\\nHost: %s\\r\\n", method, path, address)
	fmt.Fprintf(connection, "Connection: close\\r\\nContent-Length: %d\\r\\n\\r\\n%s", len(body), body)
	reader, id, length := bufio.NewReader(connection), "", 0
	for {
		line, err := reader.ReadString('\\n')
		if err != nil || line == "\\r\\n" { break }
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if strings.EqualFold(name, "Lambda-Runtime-Aws-Request-Id") { id = value }
		if strings.EqualFold(name, "Content-Length") { length, _ = strconv.Atoi(value) }
	}
	received := make([]byte, length)
	io.ReadFull(reader, received)
	return id, received
}

func main() {
	for {
		id, event := call("GET", "next", nil)
		call("POST", id + "/response", event)
	}
}
`;

function define(files: Files, spec: Partial<EnvironmentSpec> = {}): EnvironmentSpec {
  const defined = bench.define(files, { runtime: "provided.al2023", ...spec });
  const bootstrap = join(defined.codeDirectory, "bootstrap");
  if (existsSync(bootstrap)) chmodSync(bootstrap, 0o755);
  return defined;
}

describe("a runtime that the code brings", () => {
  it("answers events, again and again in one process", async () => {
    const spec = define(shell('echo "{\\"got\\":$event,\\"pid\\":$$}"'));
    const first = await bench.run(spec, { a: 1 });
    const second = await bench.run(spec, { a: 2 });
    expect(document(first)).toMatchObject({ got: { a: 1 } });
    expect(document(second)).toMatchObject({ got: { a: 2 }, pid: (document(first) as { pid: number }).pid });
    expect(second.initDurationMilliseconds).toBeUndefined();
    expect(messages(first)[0]).toMatch(/^INIT_START Runtime Version: provided:al2023\t/);
  });

  it("says each thing in the log of its own invocation", async () => {
    const spec = define(shell('echo "in $event" >&2; echo 1', "echo starting"));
    const plain = async (event: number): Promise<string[]> =>
      messages(await bench.run(spec, event)).filter((line) => !/^(INIT_START|START|END|REPORT) /.test(line));
    expect(await plain(1)).toEqual(["starting", "in 1"]);
    expect(await plain(2)).toEqual(["in 2"]);
  });

  it("says a line without its end in the log of its own invocation, too", async () => {
    const spec = define(shell('printf "half $event" >&2; echo 1'));
    for (const event of [1, 2]) expect(messages(await bench.run(spec, event))).toContain(`half ${event}`);
  });

  it("is told its deadline in the time that it has, whatever the cloud's clock says", async () => {
    const cloud = openWorkbench({ clock: new VirtualClock(Date.UTC(2001, 0, 1)), processClock: realClock });
    const spec = { ...define(shell("grep -i deadline headers | tr -dc 0-9")), key: "deadline" };
    const before = realClock.now();
    const deadline = Number(document(await cloud.run(spec, {}, { timeoutMilliseconds: 30_000 })));
    expect(deadline).toBeGreaterThanOrEqual(before + 30_000);
    expect(deadline).toBeLessThanOrEqual(realClock.now() + 30_000);
    await cloud.close();
  });

  it("has AWS's variables without those of managed runtimes", async () => {
    const spec = define(shell("env | sed 's/.*/\"&\"/' | paste -sd, - | sed 's/^/[/; s/$/]/'"), {
      variables: { MINE: "1" },
    });
    const told = document(await bench.run(spec)) as string[];
    const names = new Set(told.map((line) => line.split("=")[0]));
    expect(names).toContain("MINE");
    expect(names).toContain("_HANDLER");
    for (const absent of ["AWS_EXECUTION_ENV", "_X_AMZN_TRACE_ID", "NODE_PATH", "HOME"]) {
      expect(names).not.toContain(absent);
    }
  });

  it("is taken from a layer when the code has none", async () => {
    const layer = join(bench.directory, "layer");
    mkdirSync(layer);
    writeFileSync(join(layer, "bootstrap"), shell("echo 7").bootstrap ?? "", { mode: 0o755 });
    expect(document(await bench.run(define({ "data.txt": "" }, { layerFolders: [layer] })))).toBe(7);
  });

  it.each<[string, Files, number, string]>([
    ["that is not there", { "index.js": "" }, 0o755, "no such file or directory"],
    ["that may not be run", { bootstrap: "#!/bin/sh\n" }, 0o644, "permission denied"],
  ])("%s is an invalid entry point", async (_, files, mode, reason) => {
    const spec = define(files);
    if (files.bootstrap !== undefined) chmodSync(join(spec.codeDirectory, "bootstrap"), mode);
    const outcome = await bench.run(spec, {}, { requestId: "id" });
    expect(document(outcome)).toEqual({
      errorType: "Runtime.InvalidEntrypoint",
      errorMessage: `RequestId: id Error: fork/exec /var/task/bootstrap: ${reason}`,
    });
    expect(messages(outcome).at(-1)).toMatch(/\tStatus: error\tError Type: Runtime\.InvalidEntrypoint$/);
  });

  it("that ends at once is an exit", async () => {
    const outcome = await bench.run(define({ bootstrap: "#!/bin/sh\nexit 4\n" }), {}, { requestId: "id" });
    expect(document(outcome)).toEqual({
      errorType: "Runtime.ExitError",
      errorMessage: "RequestId: id Error: Runtime exited with error: exit status 4",
    });
  });

  it.runIf(existsSync(GO))("may be a Go program", { timeout: 120_000 }, async () => {
    const spec = define({ "main.go": GO_PROGRAM, "go.mod": "module bootstrap\n\ngo 1.21\n" });
    execFileSync(GO, ["build", "-o", "bootstrap", "."], {
      cwd: spec.codeDirectory,
      env: { ...process.env, CGO_ENABLED: "0" },
    });
    expect(document(await bench.run(spec, { n: 5 }))).toEqual({ n: 5 });
  });
});
