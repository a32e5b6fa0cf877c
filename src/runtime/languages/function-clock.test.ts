/** Functions of a cloud that was started so tell the cloud's time, whatever the machine's clock says. */
import { afterEach, describe, expect, it } from "vitest";
import { MINUTE_MILLISECONDS } from "../../kernel/durations.ts";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import { document, type Files, messages, openWorkbench, type Workbench } from "../function-workbench.fixture.ts";
import { findProgram } from "./installed-program.ts";

const START = Date.UTC(2030, 0, 1, 12);

const benches: Workbench[] = [];
afterEach(() => Promise.all(benches.splice(0).map((bench) => bench.close())));

function open(options: Parameters<typeof openWorkbench>[0]): Workbench {
  const bench = openWorkbench(options);
  benches.push(bench);
  return bench;
}

/** Each answers seconds since the epoch by every way that there is, when it was loaded, a given moment, and kinds of values. */
const NODEJS: Files = {
  "index.js": `
    const loaded = Date.now() / 1000, seconds = (date) => date.getTime() / 1000;
    class Day extends Date {}
    exports.handler = async () => {
      console.log("now");
      return {
        now: [Date.now() / 1000, seconds(new Date()), Date.parse(Date()) / 1000, seconds(new Day())],
        loaded, given: seconds(new Date(5000)),
        same: [new Date() instanceof Date, new Day() instanceof Day, typeof Date(), Date.UTC(1970, 0, 1)],
      };
    };`,
};
const PYTHON: Files = {
  "index.py": `
import calendar, datetime, logging, pickle, time
from datetime import date, timezone
loaded = time.time()
made_before = datetime.date(2030, 1, 1)
def handler(event, context):
    logging.getLogger().warning("now")
    moment = datetime.datetime.now(timezone.utc)
    utc = datetime.datetime.utcnow()
    return {
        "now": [time.time(), time.time_ns() / 1e9, moment.timestamp(), calendar.timegm(utc.timetuple()),
                calendar.timegm(time.gmtime()), time.mktime(time.localtime()), datetime.datetime.now().timestamp(),
                datetime.datetime.today().timestamp(), time.clock_gettime(time.CLOCK_REALTIME),
                time.mktime(time.strptime(time.ctime())), int(time.strftime("%Y")) and time.time(),
                calendar.timegm(date.today().timetuple()) + time.time() % 86400],
        "loaded": loaded,
        "given": datetime.datetime.fromtimestamp(5).timestamp(),
        "same": [isinstance(moment - datetime.timedelta(1), datetime.datetime), isinstance(made_before, datetime.datetime),
                 type(pickle.loads(pickle.dumps(moment))).__name__, repr(datetime.datetime(1970, 1, 1))],
    }
`,
};
const RUBY: Files = {
  "index.rb": `
require "date"
require "logger"
LOADED = Time.now.to_f
def handler(event:, context:)
  Logger.new($stdout).warn("now")
  clock = Process::CLOCK_REALTIME
  { now: [Time.now.to_f, Time.new.to_f, Time.now(in: "+09:00").to_f, Process.clock_gettime(clock),
          Process.clock_gettime(clock, :millisecond) / 1000.0, DateTime.now.to_time.to_f,
          Date.today.to_time.to_i + Time.now.to_f % 86400],
    loaded: LOADED, given: Time.at(5).to_f,
    same: [Time.new(1970, 1, 1, in: "UTC").to_i, Process.clock_gettime(Process::CLOCK_MONOTONIC).class.name,
           Time.now.class.name, Date.today.class.name] }
end
`,
};

const LANGUAGES = [
  { runtime: "nodejs20.x", handler: "index.handler", files: NODEJS, same: [true, true, "string", 0] },
  {
    runtime: "python3.12",
    handler: "index.handler",
    files: PYTHON,
    same: [true, false, "datetime", "datetime.datetime(1970, 1, 1, 0, 0)"],
  },
  { runtime: "ruby3.3", handler: "index.handler", files: RUBY, same: [0, "Float", "Time", "Date"] },
] as const;

interface Told {
  readonly now: readonly number[];
  readonly loaded: number;
  readonly given: number;
  readonly same: readonly unknown[];
}

const path = process.env["PATH"] ?? "";
const isHere = (runtime: string): boolean =>
  runtime.startsWith("nodejs") || findProgram(runtime.startsWith("ruby") ? "ruby" : "python3", path) !== undefined;

describe.each(LANGUAGES)("$runtime", ({ runtime, handler, files, same }) => {
  it.skipIf(!isHere(runtime))("shows the cloud's time, and goes with it when it is moved", async () => {
    const clock = new VirtualClock(START);
    // In the time zone of Lambda, as every function.
    const bench = open({ clock, functionClock: "cloud" });
    const spec = bench.define(files, { runtime, handler });
    const first = await bench.run(spec);
    await clock.advance(5 * MINUTE_MILLISECONDS);
    const second = await bench.run(spec);
    const told = [first, second].map((outcome) => document(outcome) as Told);
    for (const [index, { now, given, loaded, ...rest }] of told.entries()) {
      const moment = START / 1000 + index * 300;
      for (const seconds of now) expect(Math.abs(seconds - moment), JSON.stringify(now)).toBeLessThan(60);
      expect(Math.abs(loaded - START / 1000)).toBeLessThan(60);
      expect({ given, ...rest }).toEqual({ given: 5, same });
    }
    const line = messages(first).find((message) => message.includes("now")) ?? "";
    expect(/\d{4}-\d\d-\d\dT\d\d:\d\d/.exec(line)?.[0]).toBe("2030-01-01T12:00");
  });

  it.skipIf(!isHere(runtime))("tells the machine's time unless it is asked", async () => {
    const bench = open({ clock: new VirtualClock(START) });
    const before = Date.now() / 1000;
    const { now } = document(await bench.run(bench.define(files, { runtime, handler }))) as Told;
    for (const seconds of now) expect(Math.abs(seconds - before), JSON.stringify(now)).toBeLessThan(600);
  });
});

it.each(["java21", "provided.al2023"])("%s, which lives by the machine's clock, is refused", (runtime) => {
  const bench = open({ clock: new VirtualClock(START), functionClock: "cloud" });
  expect(bench.runtime.refusal(runtime)).toBe(
    `The runtime ${runtime} tells the time by the machine's clock, and functions of this cloud do so by the cloud's.`,
  );
});
