/** `npm run bench -- testing`: how soon the test kit has a cloud, a stack and a first message, and what 100 clouds weigh. */
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { spread } from "../figures.mjs";

const MEASURE = resolve(import.meta.dirname, "measure.mjs");
const DOOR = "dist/testing/index.js";
/** This build, and beside it, in turns, the one in another clone, if one is named. */
const BUILDS = Object.entries({
  sluice: resolve(import.meta.dirname, "../..", DOOR),
  ...(process.env.SLUICE_BENCH_BESIDE && { beside: resolve(process.env.SLUICE_BENCH_BESIDE, DOOR) }),
});
const CLOUDS = Number(process.env.SLUICE_BENCH_CLOUDS ?? 100);

const PARTS = { empty: emptyBench, quiz: quizBench, clouds: cloudsBench };

/** Every benchmark of the test kit; `names` chooses some of them. Each round is a process of its own. */
export async function testingBench({ rounds, names = Object.keys(PARTS) }) {
  const results = [];
  for (const name of names) {
    const part = PARTS[name];
    if (part === undefined) throw new Error(`The kit has no benchmark "${name}": ${Object.keys(PARTS).join(", ")}`);
    console.log(`testing ${name} ...`);
    results.push(await part(rounds));
    console.log(JSON.stringify(results.at(-1), null, 2));
  }
  return results;
}

async function emptyBench(rounds) {
  return {
    name: "an empty cloud, milliseconds",
    ...(await inTurns("empty", rounds, {
      "loading the test kit": ({ load }) => load,
      "cold: the first cloud of a process": ({ cold }) => cold,
      "warm: each further one": ({ warm }) => median(warm),
    })),
  };
}

async function quizBench(rounds) {
  const warm = (figure) => (found) => median(found.warm.map((each) => each[figure]));
  return {
    name: "a cloud, the quiz deployed with handlers in this process, the first message delivered; milliseconds",
    ...(await inTurns("quiz", rounds, {
      "cold: the first of a process": ({ cold }) => cold.all,
      "cold, processor time": ({ cold }) => cold.processor,
      "warm: each further one": warm("all"),
      "warm, processor time": warm("processor"),
      "warm, creating the cloud": warm("create"),
      "warm, deploying": warm("deploy"),
      "warm, delivering": warm("deliver"),
    })),
  };
}

async function cloudsBench(rounds) {
  const figures = ["residentMebibytes", "peakResidentMebibytes", "heapMebibytes", "buffersMebibytes"];
  const times = ["milliseconds", "processorMilliseconds"];
  return {
    name: `${CLOUDS} clouds side by side in one process, each with the quiz deployed and one message delivered`,
    ...(await inTurns(
      "clouds",
      Math.ceil(rounds / 3),
      Object.fromEntries([...figures, ...times].map((figure) => [figure, (found) => found[figure]])),
    )),
  };
}

/** Every figure of every build; and of two builds, the ratio of this one's to the other's, round by round. */
async function inTurns(measure, rounds, figures) {
  const found = Object.fromEntries(BUILDS.map(([build]) => [build, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [build, door] of BUILDS) found[build].push(await measured(measure, door));
  }
  const byFigure = (read) => Object.fromEntries(Object.entries(figures).map(([name, of]) => [name, read(of)]));
  const spreads = BUILDS.map(([build]) => [build, byFigure((of) => spread(found[build].map(of)))]);
  if (found.beside === undefined) return Object.fromEntries(spreads);
  const ratio = byFigure((of) => spread(found.sluice.map((each, round) => of(each) / of(found.beside[round]))));
  return { ...Object.fromEntries(spreads), ratio };
}

async function measured(name, door) {
  const args = ["--no-warnings", MEASURE, name, door, String(CLOUDS)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 24 });
  return JSON.parse(stdout);
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
