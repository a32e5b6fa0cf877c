import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../kernel/log.ts";
import { seededRandom } from "../../kernel/random.ts";
import { realClock } from "../../kernel/real-clock.ts";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import {
  document,
  type Files,
  gone,
  lightBeacon,
  messages,
  openWorkbench,
  type Workbench,
} from "../function-workbench.fixture.ts";
import { MAXIMUM_RESPONSE_BYTES } from "../limits.ts";
import { createProcessRuntime } from "../process-runtime.ts";

const START = Date.UTC(2031, 0, 1);

let bench: Workbench;
beforeAll(() => {
  bench = openWorkbench();
});
afterAll(() => bench.close());

const common = { clock: realClock, random: seededRandom(1), log: silentLog };
const lack = createProcessRuntime(common).refusal("ruby3.4");
const title = (name: string): string => (lack === undefined ? name : `${name}: not run, since ${lack}`);

const index = (code: string): Files => ({ "index.rb": code });
const handler = (body: string): Files => index(`def handler(event:, context:)\n  ${body}\nend`);
const define = (files: Files, spec: Partial<EnvironmentSpec> = {}): EnvironmentSpec =>
  bench.define(files, { runtime: "ruby3.4", ...spec });

describe.runIf(lack === undefined)(title("a Ruby handler"), () => {
  it.each<[string, Files, Partial<EnvironmentSpec>, unknown]>([
    ["a value", handler("event"), {}, { a: "ü" }],
    ["nothing", handler(""), {}, null],
    ["a stream as it is", handler("StringIO.new('[1]')"), {}, [1]],
    ["from a file in a folder", { "pkg/mod.rb": "def run(event:, context:) = 'p'" }, { handler: "pkg/mod.run" }, "p"],
    [
      "from a class",
      { "app.rb": "class Orders\n  def self.take(event:, context:) = name\nend" },
      { handler: "app.Orders.take" },
      "Orders",
    ],
    [
      "from a class in modules",
      { "app.rb": "module Shop\n  module Back\n    def self.take(event:, context:) = name\n  end\nend" },
      { handler: "app.Shop::Back.take" },
      "Shop::Back",
    ],
    ["of any name", { "app.rb": "def call(event:, context:) = 'called'" }, { handler: "app.call" }, "called"],
    [
      "with what it requires of its own",
      {
        "app.rb": "require 'lib/one'\nrequire_relative 'two'\ndef run(event:, context:) = [ONE, TWO]",
        "lib/one.rb": "ONE = 1",
        "two.rb": "TWO = 2",
      },
      { handler: "app.run" },
      [1, 2],
    ],
    [
      "through a marshaller of its own",
      index(
        "class AwsLambda::Marshaller\n  def self.marshall_request(raw) = raw.body\n  def self.marshall_response(r) = r.to_json.swapcase\nend\n" +
          "def handler(event:, context:) = event",
      ),
      {},
      '{"A":"ü"}'.replace("ü", "Ü"),
    ],
  ])("returns %s", async (_, files, spec, expected) => {
    const outcome = await bench.run(define(files, spec), { a: "ü" });
    expect(document(outcome)).toEqual(expected);
    expect(outcome.kind).toBe("returned");
  });

  it("keeps what it holds between invocations, and leaves nothing beside the code", async () => {
    const code =
      "$count = 0\ndef handler(event:, context:)\n  @own = @own.to_i + 1\n  [$count += 1, @own, Dir.children('.')]\nend";
    const spec = define(index(code));
    expect(document(await bench.run(spec))).toEqual([1, 1, ["index.rb"]]);
    expect(document(await bench.run(spec))).toEqual([2, 2, ["index.rb"]]);
  });

  it("has the context and the variables that AWS gives, and none of the server's", async () => {
    const code = `def handler(event:, context:)
  names = %i[aws_request_id function_name function_version memory_limit_in_mb invoked_function_arn log_group_name
             log_stream_name identity client_context]
  names.to_h { |name| [name, context.public_send(name)] }.merge(
    left: context.get_remaining_time_in_millis, deadline: context.deadline_ms, env: ENV.to_h, argv: ARGV)
end`;
    const spec = define(index(code), { variables: { MINE: "yes" } });
    process.env["SERVER_SECRET"] = "must not leak";
    const outcome = await bench.run(spec, {}, { requestId: "the-id", clientContext: '{"custom":{"k":"ü"}}' });
    const told = document(outcome) as { left: number; deadline: number; env: Record<string, string> };
    expect(told).toMatchObject({
      aws_request_id: "the-id",
      function_name: spec.functionName,
      function_version: "$LATEST",
      memory_limit_in_mb: "512",
      invoked_function_arn: spec.functionArn,
      log_group_name: spec.logGroupName,
      log_stream_name: outcome.logStreamName,
      identity: null,
      client_context: { custom: { k: "ü" } },
      argv: [],
    });
    expect(told.left).toBeGreaterThan(0);
    expect(told.deadline).toBeGreaterThan(1_700_000_000_000);
    expect(told.env).toMatchObject({
      MINE: "yes",
      AWS_EXECUTION_ENV: "AWS_Lambda_ruby3.4",
      _X_AMZN_TRACE_ID: "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
    });
    expect(Object.keys(told.env)).not.toContain("SERVER_SECRET");
    expect(messages(outcome)[0]).toMatch(/^INIT_START Runtime Version: ruby:3\.\d/);
  });

  it("has the cloud's time left, whatever the machine's clock says", async () => {
    const own = openWorkbench({ clock: new VirtualClock(START), processClock: realClock });
    const spec = own.define(
      handler("[context.deadline_ms, context.get_remaining_time_in_millis.between?(1, 30_000)]"),
      {
        runtime: "ruby3.3",
      },
    );
    expect(document(await own.run(spec))).toEqual([START + 30_000, true]);
    await own.close();
  });

  it.each<[string, Files, Partial<EnvironmentSpec>, object]>([
    [
      "an exception",
      handler('raise ArgumentError, "no"'),
      {},
      {
        errorMessage: "no",
        errorType: "Function<ArgumentError>",
        stackTrace: [expect.stringMatching(/\/index\.rb:2:in [`'](Object#)?handler'$/)],
      },
    ],
    [
      "a result that is not JSON",
      handler("Float::NAN"),
      {},
      { errorType: "Function<JSON::GeneratorError>", errorMessage: expect.stringMatching(/NaN/) },
    ],
    [
      "a name that means nothing",
      handler("nope"),
      {},
      {
        errorType: "Function<NameError>",
        errorMessage: expect.stringMatching(/^undefined local variable or method [`']nope' for .*LambdaHandler[^\n]*$/),
      },
    ],
    [
      "no such method",
      index(""),
      {},
      { errorType: "Function<NoMethodError>", errorMessage: expect.stringMatching(/handler/) },
    ],
    ["no such class", index(""), { handler: "index.Nope.run" }, { errorType: "Function<NameError>" }],
    ["an exit", handler("exit 3"), {}, { errorType: "Function<SystemExit>", errorMessage: "exit" }],
    [
      "no file",
      { "other.rb": "" },
      {},
      { errorType: "Init<LoadError>", errorMessage: "cannot load such file -- index" },
    ],
    [
      "a missing file",
      index("require 'nope'"),
      {},
      { errorType: "Init<LoadError>", errorMessage: "cannot load such file -- nope" },
    ],
    ["a syntax error", index("def handler(:"), {}, { errorType: "Init<SyntaxError>" }],
    [
      "a name without a dot",
      index(""),
      { handler: "index" },
      {
        errorType: "Init<ArgumentError>",
        errorMessage: expect.stringMatching(/^Invalid handler \["index"\], must be of form FILENAME\.METHOD or /),
      },
    ],
    [
      "an exception at load",
      index("raise IOError, 'early'"),
      {},
      { errorType: "Init<IOError>", errorMessage: "early" },
    ],
  ])("fails with the document of %s", async (_, files, spec, expected) => {
    const outcome = await bench.run(define(files, spec), {}, { requestId: "id" });
    expect(document(outcome)).toMatchObject(expected);
    expect(outcome.kind).toBe("failed");
  });

  it("goes on after its own errors, and is started anew after those that AWS's runtime ends for", async () => {
    const code =
      "$count = 0\ndef handler(event:, context:)\n  $count += 1\n  raise 'e' if event == 'own'\n  nope if event == 'ruby'\n  $count\nend";
    const spec = define(index(code));
    await bench.run(spec, "own");
    expect(document(await bench.run(spec, ""))).toBe(2);
    await bench.run(spec, "ruby");
    expect(document(await bench.run(spec, ""))).toBe(1);
  });

  it("that fails to load is told in INIT_REPORT", async () => {
    const outcome = await bench.run(define(index("raise 'early'")), {}, { requestId: "id" });
    const reports = messages(outcome).filter((line) => line.startsWith("INIT_REPORT"));
    expect(reports.map((line) => line.replace(/[\d.]+ ms/, "N ms"))).toEqual([
      "INIT_REPORT Init Duration: N ms\tPhase: init\tStatus: error\tError Type: Runtime.Unknown",
      "INIT_REPORT Init Duration: N ms\tPhase: invoke\tStatus: error\tError Type: Runtime.Unknown",
    ]);
  });

  it.each([
    ["exit!(4)", "Runtime exited with error: exit status 4"],
    ["exit!(0)", "Runtime exited without providing a reason"],
    ["Process.kill(:SEGV, Process.pid); sleep", "Runtime exited with error: "],
  ])("that ends by %s is reported by Lambda", async (statement, sentence) => {
    const outcome = await bench.run(define(handler(statement)), {}, { requestId: "id" });
    expect(outcome.kind).toBe("exited");
    expect(document(outcome)).toEqual({
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringContaining(`RequestId: id Error: ${sentence}`),
    });
  });

  it("is ended at its timeout, however busy it is", async () => {
    const clock = new VirtualClock(START);
    const own = openWorkbench({ clock });
    const beacon = await lightBeacon();
    const spec = own.define(
      handler(`require "socket"\n  held = TCPSocket.new("127.0.0.1", event["port"])\n  loop {}`),
      {
        runtime: "ruby3.4",
      },
    );
    const running = own.run(spec, { port: beacon.port }, { requestId: "id", timeoutMilliseconds: 2000 });
    const held = await beacon.lit();
    await clock.advance(2000);
    await gone(held);
    expect(document(await running)).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: "RequestId: id Error: Task timed out after 2.00 seconds",
    });
    beacon.close();
    await own.close();
  });

  it("has a log in AWS's format", async () => {
    const code = `require "logger"
LOG = Logger.new($stdout)
LOG.warn("loading")
def handler(event:, context:)
  LOG.info("told 1\\ntwice")
  Logger.new(nil, progname: "mine").debug { [1] }
  puts "printed", ["and", nil]
  $stdout.puts "plain\\nlines"
  warn "aside"
  print "half"
  raise KeyError, "k"
end`;
    const outcome = await bench.run(define(index(code)), {}, { requestId: "id" });
    const lines = messages(outcome).map((line) => line.replace(/\[\d{4}-\d\d-\d\dT[\d:.]{15} #\d+\]/, "[TIME]"));
    expect(lines.slice(1, -1).filter((line) => line !== "aside")).toEqual([
      "W, [TIME]  WARN  -- : loading",
      "START RequestId: id Version: $LATEST",
      "I, [TIME]  INFO id -- : told 1\ntwice",
      "D, [TIME] DEBUG id -- mine: [1]",
      "printed\nand\n",
      "plain",
      "lines",
      "half",
      "Error raised from handler method",
      expect.stringMatching(
        /^\{\n {2}"errorMessage": "k",\n {2}"errorType": "Function<KeyError>",\n {2}"stackTrace": \[\n/,
      ),
      "END RequestId: id",
    ]);
    expect(lines).toContain("aside");
  });

  it("has a log in JSON when the function is configured so", async () => {
    const code = `require "logger"
def handler(event:, context:)
  log = Logger.new($stdout, progname: "mine")
  log.debug("too fine")
  log.info("ü")
  begin
    raise ArgumentError, "no"
  rescue => error
    log.error(error)
  end
end`;
    const variables = { AWS_LAMBDA_LOG_FORMAT: "JSON", AWS_LAMBDA_LOG_LEVEL: "INFO" };
    const outcome = await bench.run(define(index(code), { variables, logFormat: "JSON" }), {}, { requestId: "id" });
    const records = messages(outcome)
      .filter((line) => line.startsWith("{") && !line.includes('"platform.'))
      .map((line): unknown => JSON.parse(line));
    const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\.\d{6}Z$/);
    expect(records).toEqual([
      { timestamp, level: "INFO", message: "ü", requestId: "id", logger: "mine" },
      {
        timestamp,
        level: "ERROR",
        message: "no",
        requestId: "id",
        logger: "mine",
        errorType: "ArgumentError",
        errorMessage: "no",
        stackTrace: expect.arrayContaining([expect.stringMatching(/index\.rb:7/)]),
        location: expect.stringMatching(/index\.rb:.*handler:7$/),
      },
    ]);
  });

  it("cannot answer more than Lambda passes on", async () => {
    const spec = define(handler("'x' * event['length']"));
    expect(document(await bench.run(spec, { length: MAXIMUM_RESPONSE_BYTES - 1 }))).toMatchObject({
      errorType: "Function.ResponseSizeTooLarge",
    });
    expect(document(await bench.run(spec, { length: 1 }))).toBe("x");
  });

  it("is ended when it takes more memory than it has", async () => {
    const spec = define(handler("x = 'x' * 300_000_000; x.size"), { memoryMegabytes: 128 });
    expect(document(await bench.run(spec, {}, { requestId: "id" }))).toEqual({
      errorType: "Runtime.OutOfMemory",
      errorMessage: "RequestId: id Error: Runtime exited with error: signal: killed",
    });
  });

  it("finds the gems of its bundle and of layers, and files of layers", async () => {
    const layer = join(bench.directory, "ruby-layer");
    write(layer, { ...gem("ruby/gems/3.4.0", "shelf"), "ruby/lib/loose.rb": "LOOSE = 'of a layer'" });
    const code = `require "boxed"\nrequire "shelf"\nrequire "loose"\ndef handler(event:, context:) = [BOXED, SHELF, LOOSE]`;
    const spec = define({ ...index(code), ...gem("vendor/bundle/ruby/3.4.0", "boxed") }, { layerFolders: [layer] });
    expect(document(await bench.run(spec))).toEqual(["a gem", "a gem", "of a layer"]);
  });

  it("says where the SDK comes from when there is none, and not before it is asked for", async () => {
    const GEM_HOME = join(bench.directory, "no-gems");
    const variables = { GEM_HOME, GEM_PATH: GEM_HOME };
    const atLoad = define(index('require "aws-sdk-nothing"'), { variables });
    expect(document(await bench.run(atLoad))).toMatchObject({
      errorType: "Init<LoadError>",
      errorMessage: expect.stringMatching(
        /^cannot load such file -- aws-sdk-nothing\. On AWS it comes with the runtime, .*\/gem install aws-sdk-nothing`, or package it/,
      ),
    });
    const guarded = "def handler(event:, context:)\n  require 'aws-sdk-nothing'\nrescue LoadError\n  'without'\nend";
    expect(document(await bench.run(define(index(guarded), { variables })))).toBe("without");
  });
});

describe("a machine", () => {
  const refusalOn = (searchPath: string): string | undefined =>
    createProcessRuntime({ ...common, searchPath }).refusal("ruby3.3");
  const need = "The runtime ruby3.3 needs a ruby of version 3.1 or later on the PATH of the server, and ";

  /** The folder of a program named ruby, which says this of itself. */
  function rubyThatSays(text: string): string {
    const folder = join(bench.directory, `ruby-${text.length}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "ruby"), `#!/bin/sh\necho '${text}'\n`);
    chmodSync(join(folder, "ruby"), 0o755);
    return folder;
  }

  it("without Ruby refuses Ruby's runtimes by a sentence", () => {
    expect(refusalOn("/nowhere")).toBe(`${need}there is none.`);
  });

  it("with a Ruby that is too old says so", () => {
    expect(refusalOn(rubyThatSays("2.6.10 /usr/bin/ruby"))).toBe(`${need}/usr/bin/ruby is 2.6.10.`);
    expect(refusalOn(rubyThatSays("3.1.0 /opt/ruby"))).toBeUndefined();
  });

  it("with something else of that name says so", () => {
    const folder = rubyThatSays("hello");
    expect(refusalOn(folder)).toBe(`${need}${folder}/ruby does not say which version it is.`);
  });

  it("refuses a Ruby that Lambda does not have", () => {
    expect(createProcessRuntime(common).refusal("ruby9.9")).toMatch(/^The runtime ruby9\.9 is not supported\. /);
  });
});

function write(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** A gem as an installation leaves it below `folder`. */
function gem(folder: string, name: string): Files {
  const lines = [
    `s.name = "${name}"`,
    's.version = "1.0"',
    's.summary = "s"',
    's.authors = ["a"]',
    's.require_paths = ["lib"]',
  ];
  return {
    [`${folder}/specifications/${name}-1.0.gemspec`]: `Gem::Specification.new do |s|\n${lines.join("\n")}\nend\n`,
    [`${folder}/gems/${name}-1.0/lib/${name}.rb`]: `${name.toUpperCase()} = "a gem"`,
  };
}
