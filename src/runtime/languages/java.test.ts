import { chmodSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../kernel/log.ts";
import { seededRandom } from "../../kernel/random.ts";
import { realClock } from "../../kernel/real-clock.ts";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import type { EnvironmentSpec, InvocationOutcome } from "../../platform/ports/function-runtime.ts";
import {
  document,
  gone,
  lackOfIsolation,
  lightBeacon,
  messages,
  openWorkbench,
  type Workbench,
} from "../function-workbench.fixture.ts";
import { compileJava, javaHomes, lackOfJava } from "./java-classes.fixture.ts";
import { javaProgram } from "./java.ts";
import { createProcessRuntime } from "../process-runtime.ts";

const START = Date.UTC(2031, 0, 1);
const lack = lackOfJava();
const title = (name: string): string => (lack === undefined ? name : `${name}: not run, since ${lack}`);

let bench: Workbench;
beforeAll(() => {
  bench = openWorkbench();
});
afterAll(() => bench.close());

const HANDLERS = `package shop;
import com.amazonaws.services.lambda.runtime.*;
import java.io.*;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.*;

public class Handlers {
  private static int count = 0;

  public static class Order { 
    private String id; private int amount;
    public String getId() { return id; } public void setId(String id) { this.id = id; }
    public int getAmount() { return amount; } public void setAmount(int amount) { this.amount = amount; }
  }

  public Map<String, Object> map(Map<String, Object> event) { return event; }
  public static String text(String event) { return event + "!"; }
  public Order pojo(Order order) { order.setAmount(order.getAmount() + 1); return order; }
  public void nothing(Object event) {}
  public int counted(Object event) { return ++count; }
  public Object throwing(Object event) { throw new IllegalStateException("no"); }
  public Object exiting(Object event, Context context) {
    context.getLogger().log("leaving");
    System.exit(3);
    return null;
  }
  public List<String> read(List<String> names) throws IOException {
    List<String> read = new ArrayList<>();
    for (String name : names) {
      read.add(new String(Handlers.class.getResourceAsStream("/" + name + ".txt").readAllBytes()));
    }
    return read;
  }
  public List<Object> machine(Object event) {
    List<Object> collectors = new ArrayList<>();
    ManagementFactory.getGarbageCollectorMXBeans().forEach((bean) -> collectors.add(bean.getName()));
    return collectors;
  }
  public Object greedy(Map<String, Object> event) {
    List<byte[]> held = new ArrayList<>();
    while (true) held.add(new byte[1_000_000]);
  }
  public Object busy(Map<String, Object> event) throws IOException {
    Socket held = new Socket("127.0.0.1", ((Number) event.get("port")).intValue());
    while (held.isConnected()) {}
    return null;
  }
  public Object large(Map<String, Object> event) { return "x".repeat(((Number) event.get("length")).intValue()); }
  public Object logging(Object event, Context context) {
    context.getLogger().log("told\\ntwice");
    System.out.println("printed ü");
    System.err.println("aside");
    System.out.print("half");
    throw new IllegalArgumentException("wrong");
  }
  public Object context(Object event, Context context) throws IOException {
    Map<String, Object> told = new HashMap<>();
    told.put("requestId", context.getAwsRequestId());
    told.put("name", context.getFunctionName());
    told.put("version", context.getFunctionVersion());
    told.put("arn", context.getInvokedFunctionArn());
    told.put("memory", context.getMemoryLimitInMB());
    told.put("group", context.getLogGroupName());
    told.put("stream", context.getLogStreamName());
    told.put("left", context.getRemainingTimeInMillis());
    told.put("custom", context.getClientContext().getCustom());
    told.put("env", System.getenv());
    told.put("trace", System.getProperty("com.amazonaws.xray.traceHeader"));
    told.put("heap", Runtime.getRuntime().maxMemory());
    told.put("temporary", File.createTempFile("abc", "d").getParent());
    return told;
  }

  public static class Request implements RequestHandler<Map<String, String>, String> {
    public String handleRequest(Map<String, String> event, Context context) { return event.get("a"); }
  }
  public static class Stream implements RequestStreamHandler {
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
      out.write(in.readAllBytes());
    }
  }
  public static class Broken implements RequestHandler<Object, Object> {
    static { if (true) throw new IllegalStateException("early"); }
    public Object handleRequest(Object event, Context context) { return null; }
  }
}
`;

let classes = "";
const define = (handler: string, spec: Partial<EnvironmentSpec> = {}): EnvironmentSpec => {
  const defined = bench.define({ "data.txt": "" }, { runtime: "java17", handler, ...spec });
  cpSync(classes, defined.codeDirectory, { recursive: true });
  return defined;
};
const own = (outcome: InvocationOutcome): readonly string[] =>
  messages(outcome).filter((line) => !/^(INIT_START|START|END|REPORT) /.test(line));

describe.runIf(lack === undefined)(title("a Java handler"), { timeout: 60_000 }, () => {
  beforeAll(() => {
    classes = join(bench.directory, "classes");
    compileJava({ "shop/Handlers.java": HANDLERS }, classes);
  }, 60_000);

  it.each<[string, string, unknown, unknown]>([
    ["a method with a map", "shop.Handlers::map", { a: "ü" }, { a: "ü" }],
    ["a static method with text", "shop.Handlers::text", "hi", "hi!"],
    ["a method with an object of its own", "shop.Handlers::pojo", { id: "o", amount: 1 }, { id: "o", amount: 2 }],
    ["a method that returns nothing", "shop.Handlers::nothing", {}, null],
    ["a RequestHandler", "shop.Handlers$Request", { a: "ü" }, "ü"],
    ["a RequestHandler by its method", "shop.Handlers$Request::handleRequest", { a: "b" }, "b"],
    ["a RequestStreamHandler", "shop.Handlers$Stream", { a: ["ü"] }, { a: ["ü"] }],
  ])("is %s", async (_, handler, event, expected) => {
    const outcome = await bench.run(define(handler), event);
    expect(Buffer.from(outcome.payload).toString() || "null").toBe(JSON.stringify(expected));
    expect(outcome.kind).toBe("returned");
  });

  it("keeps what it holds between invocations", async () => {
    const spec = define("shop.Handlers::counted");
    expect(document(await bench.run(spec))).toBe(1);
    const second = await bench.run(spec);
    expect(document(second)).toBe(2);
    expect(second.initDurationMilliseconds).toBeUndefined();
  });

  it("has the context, the variables and the heap that AWS gives", async () => {
    const temporaryDirectory = join(bench.directory, "java-tmp");
    const separate = openWorkbench({ temporaryDirectory });
    const variables = { MINE: "yes", AWS_ACCESS_KEY_ID: "ASIA" };
    const spec = { ...define("shop.Handlers::context", { variables }), key: "context" };
    const outcome = await separate.run(spec, {}, { requestId: "the-id", clientContext: '{"custom":{"k":"ü"}}' });
    const told = document(outcome) as { left: number; heap: number; temporary: string; env: Record<string, string> };
    await separate.close();
    expect(told).toMatchObject({
      requestId: "the-id",
      name: spec.functionName,
      version: "$LATEST",
      arn: spec.functionArn,
      memory: 512,
      group: spec.logGroupName,
      stream: outcome.logStreamName,
      custom: { k: "ü" },
      trace: "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
    });
    expect(told.left).toBeGreaterThan(0);
    expect(told.temporary.startsWith(temporaryDirectory)).toBe(true);
    // A part of the heap counts for nothing, since only one of the two halves for young objects is ever full.
    expect(told.heap / 1_048_576 / 512).toBeGreaterThan(0.8);
    expect(told.heap / 1_048_576 / 512).toBeLessThan(0.86);
    expect(told.env).toMatchObject({ MINE: "yes", AWS_EXECUTION_ENV: "AWS_Lambda_java17" });
    expect(messages(outcome)[0]).toMatch(/^INIT_START Runtime Version: java:\d+\./);
  });

  it("has a /tmp of its own where the machine gives it one", async () => {
    if (lackOfIsolation() !== undefined) return;
    const isolated = openWorkbench({ functionStorage: "isolated", temporaryDirectory: join(bench.directory, "stage") });
    const outcome = await isolated.run(define("shop.Handlers::context"), {}, { clientContext: "{}" });
    expect(document(outcome)).toMatchObject({ temporary: "/tmp" });
    await isolated.close();
  });

  it.each<[string, string, object]>([
    [
      "an exception",
      "shop.Handlers::throwing",
      { errorMessage: "no", errorType: "java.lang.IllegalStateException", stackTrace: expect.any(Array) },
    ],
    [
      "no such class",
      "shop.Nope::run",
      { errorMessage: "Class not found: shop.Nope", errorType: "java.lang.ClassNotFoundException" },
    ],
    ["no such method", "shop.Handlers::nope", { errorMessage: expect.stringContaining("No public method named nope") }],
    [
      "an exception while it loads",
      "shop.Handlers$Broken",
      { errorMessage: expect.stringContaining("Error loading class shop.Handlers$Broken") },
    ],
    [
      "an exit",
      "shop.Handlers::exiting",
      { errorType: "Runtime.ExitError", errorMessage: "RequestId: id Error: Runtime exited with error: exit status 3" },
    ],
  ])("fails with the document of %s", async (_, handler, expected) => {
    const outcome = await bench.run(define(handler), {}, { requestId: "id" });
    expect(document(outcome)).toMatchObject(expected);
    expect(outcome.kind).not.toBe("returned");
  });

  it("has said what it logged before it exits", async () => {
    const outcome = await bench.run(define("shop.Handlers::exiting"), {}, { requestId: "id" });
    expect(own(outcome)).toEqual([
      "leaving",
      "RequestId: id Error: Runtime exited with error: exit status 3\nRuntime.ExitError",
    ]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ["Lambda's", {}, ["Copy", "MarkSweepCompact"]],
    ["its own", { JAVA_TOOL_OPTIONS: "-XX:+UseParallelGC -XX:TieredStopAtLevel=4" }, ["PS MarkSweep", "PS Scavenge"]],
  ])("has %s collector", async (_, variables, collectors) => {
    expect(document(await bench.run(define("shop.Handlers::machine", { variables })))).toEqual(
      expect.arrayContaining(collectors),
    );
  });

  it.each(javaHomes())("runs in %s, which says nothing of its own", async (home) => {
    const separate = openWorkbench({ searchPath: join(home, "bin") });
    const runtime =
      [25, 21, 17, 11]
        .map((version) => `java${version}`)
        .find((each) => separate.runtime.refusal(each) === undefined) ?? "";
    const spec = { ...define("shop.Handlers::text", { memoryMegabytes: 128, runtime }), key: home };
    const outcome = await separate.run(spec, "hi");
    expect([document(outcome), own(outcome)]).toEqual(["hi!", []]);
    await separate.close();
  });

  it("writes each log record as one event, and what is printed by lines", async () => {
    const outcome = await bench.run(define("shop.Handlers::logging"), {}, { requestId: "id" });
    expect(document(outcome)).toMatchObject({ errorMessage: "wrong", errorType: "java.lang.IllegalArgumentException" });
    const lines = own(outcome);
    expect(lines).toContain("told\ntwice");
    expect(lines.filter((line) => ["printed ü", "half"].includes(line))).toEqual(["printed ü", "half"]);
    expect(lines).toContain("aside");
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^wrong: java\.lang\.IllegalArgumentException\njava\.lang\.IllegalArgumentException: wrong\n/,
      ),
    );
    expect(lines).toHaveLength(5);
  });

  it("has a log in JSON when the function is configured so", async () => {
    const variables = { AWS_LAMBDA_LOG_FORMAT: "JSON", AWS_LAMBDA_LOG_LEVEL: "INFO" };
    const outcome = await bench.run(
      define("shop.Handlers::logging", { variables, logFormat: "JSON" }),
      {},
      { requestId: "id" },
    );
    const records = messages(outcome)
      .filter((line) => line.startsWith("{") && !line.includes('"platform.'))
      .map((line): unknown => JSON.parse(line));
    expect(records).toMatchObject([
      { message: "told\ntwice", AWSRequestId: "id" },
      { level: "ERROR", AWSRequestId: "id", message: expect.stringContaining("wrong") },
    ]);
  });

  it("is ended at its timeout, however busy it is", async () => {
    const clock = new VirtualClock(START);
    const separate = openWorkbench({ clock });
    const beacon = await lightBeacon();
    const spec = { ...define("shop.Handlers::busy"), key: "busy" };
    const running = separate.run(spec, { port: beacon.port }, { requestId: "id", timeoutMilliseconds: 2000 });
    const held = await beacon.lit();
    await clock.advance(2000);
    await gone(held);
    expect(document(await running)).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: "RequestId: id Error: Task timed out after 2.00 seconds",
    });
    beacon.close();
    await separate.close();
  });

  it("gets no more heap than its memory has room for", async () => {
    const outcome = await bench.run(define("shop.Handlers::greedy"), {}, { requestId: "id" });
    expect(document(outcome)).toMatchObject({
      errorType: expect.stringMatching(/^(java\.lang\.OutOfMemoryError|Runtime\.OutOfMemory)$/),
    });
  });

  it("cannot answer more than Lambda passes on", async () => {
    expect(document(await bench.run(define("shop.Handlers::large"), { length: 6_291_555 }))).toMatchObject({
      errorType: "Function.ResponseSizeTooLarge",
    });
  });

  it("finds the jars of its own and of layers, the last layer's where several have one", async () => {
    const spec = define("shop.Handlers::read", {
      layerFolders: [join(bench.directory, "layer-2"), join(bench.directory, "layer-1")],
    });
    const [second = "", first = ""] = spec.layerFolders ?? [];
    const place = (folder: string, name: string, content: string): void => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${name}.jar`), zipSync({ [`${name}.txt`]: Buffer.from(content) }));
    };
    place(join(spec.codeDirectory, "lib"), "own", "own");
    place(join(second, "java", "lib"), "shared", "second");
    place(join(first, "java", "lib"), "shared", "first");
    place(join(first, "java", "lib"), "deep", "deep");
    expect(document(await bench.run(spec, ["own", "shared", "deep", "data"]))).toEqual(["own", "second", "deep", ""]);
  });

  it("starts together with others, since none shares the client's machine code by a place in /tmp", async () => {
    const spec = define("shop.Handlers::text");
    const outcomes = await Promise.all(["a", "b", "c"].map((each) => bench.run(spec, each)));
    expect(outcomes.map(document)).toEqual(["a!", "b!", "c!"]);
  });
});

describe("the command line of Java", () => {
  const client = { jars: ["/client.jar"], nativeLibrary: "/library.so" };
  const c1 = ["-XX:+TieredCompilation", "-XX:TieredStopAtLevel=1"];
  const opens = "--add-opens=java.base/java.io=ALL-UNNAMED";
  const native = "--enable-native-access=ALL-UNNAMED";

  it.each<[string, string, Partial<EnvironmentSpec>, string[]]>([
    ["java8.al2", "8.0_452", {}, ["-XX:MaxHeapSize=445645k", "-XX:+UseSerialGC"]],
    ["java11", "17.0.15", { memoryMegabytes: 256 }, ["-XX:MaxHeapSize=222823k", "-XX:+UseSerialGC", opens]],
    ["java21", "21.0.2", {}, ["-XX:MaxHeapSize=445645k", "-XX:+UseSerialGC", ...c1, opens]],
    ["java25", "25", {}, ["-XX:MaxHeapSize=445645k", "-XX:+UseSerialGC", ...c1, opens, native]],
    [
      "java25",
      "25",
      { initializationType: "provisioned-concurrency" },
      ["-XX:MaxHeapSize=445645k", "-XX:+UseSerialGC", opens, native],
    ],
    [
      "java17",
      "17.0.15",
      { variables: { JAVA_TOOL_OPTIONS: "-XX:+UseG1GC" } },
      ["-XX:MaxHeapSize=445645k", ...c1, opens],
    ],
    [
      "java17",
      "17.0.15",
      { variables: { JAVA_TOOL_OPTIONS: "-Da=b -XX:TieredStopAtLevel=4" } },
      ["-XX:MaxHeapSize=445645k", "-XX:+UseSerialGC", opens],
    ],
  ])("of %s on %s with %j", (runtime, version, settings, flags) => {
    const spec = bench.define({}, { runtime, memoryMegabytes: 512, ...settings });
    const program = javaProgram(spec, { client, version });
    expect(program.slice(0, program.indexOf("-Dfile.encoding=UTF-8"))).toEqual(flags);
  });
});

describe("a machine", () => {
  const common = { clock: realClock, random: seededRandom(1), log: silentLog };
  const need = "The runtime java21 needs a java of version 21 or later on the PATH of the server, and ";

  /** The folder of a program named java, which says that it is of this version. */
  function javaOf(version: string): string {
    const folder = join(bench.directory, `java-${version}`);
    mkdirSync(folder, { recursive: true });
    const properties = `    java.home = /opt/java\n    java.version = ${version}\n    java.version.date = 2026-01-20`;
    writeFileSync(join(folder, "java"), `#!/bin/sh\ncat >&2 <<'END'\n${properties}\nEND\n`);
    chmodSync(join(folder, "java"), 0o755);
    return folder;
  }

  it("without Java refuses Java's runtimes by a sentence", () => {
    expect(createProcessRuntime({ ...common, searchPath: "/nowhere" }).refusal("java21")).toBe(`${need}there is none.`);
  });

  it.each([
    ["17.0.15", "java21", `${need}/opt/java/bin/java is 17.0.15.`],
    [
      "1.8.0_452",
      "java11",
      "The runtime java11 needs a java of version 11 or later on the PATH of the server, and /opt/java/bin/java is 8.0_452.",
    ],
  ])("with Java %s refuses %s", (version, runtime, sentence) => {
    expect(createProcessRuntime({ ...common, searchPath: javaOf(version) }).refusal(runtime)).toBe(sentence);
  });

  it.runIf(process.platform === "linux").each([
    ["25", "java25"],
    ["21.0.2", "java17"],
    ["1.8.0_452", "java8.al2"],
  ])("with Java %s but without AWS's client says how to get it, for %s", (version, runtime) => {
    const mavenRepository = join(bench.directory, "no-repository");
    const functions = createProcessRuntime({ ...common, searchPath: javaOf(version), mavenRepository });
    expect(functions.refusal(runtime)).toMatch(
      /^The runtime java\S+ needs AWS's runtime interface client for Java, and \S+\.jar is not there\. Maven fetches it: `mvn dependency:get -Dartifact=com\.amazonaws:aws-lambda-java-runtime-interface-client:\d+\.\d+\.\d+`\.$/,
    );
  });

  it.runIf(lack === undefined)("refuses a client that is not what AWS published", () => {
    const mavenRepository = join(bench.directory, "changed-repository");
    for (const path of ["com/amazonaws", "software/amazon/awssdk"]) {
      cpSync(join(homedir(), ".m2", "repository", path), join(mavenRepository, path), { recursive: true });
    }
    const changed = join(mavenRepository, "com/amazonaws/aws-lambda-java-core/1.4.0/aws-lambda-java-core-1.4.0.jar");
    expect(createProcessRuntime({ ...common, mavenRepository }).refusal("java17")).toBeUndefined();
    writeFileSync(changed, "something else");
    expect(createProcessRuntime({ ...common, mavenRepository }).refusal("java17")).toBe(
      `The runtime java17 needs AWS's runtime interface client for Java, and ${changed} is not what AWS published.`,
    );
  });
});
