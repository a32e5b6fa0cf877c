/** One measurement of a build of the test kit in a process of its own: prints what it found as JSON. */
import { pathToFileURL } from "node:url";
import { quizCloud } from "./quiz-cloud.mjs";

const [name, door, many = "0"] = process.argv.slice(2);
const WARM_ROUNDS = 20;
const MEBIBYTE = 2 ** 20;

const MEASURES = {
  /** The first cloud of a process, with loading the kit beside it, and those that follow. */
  async empty() {
    const before = performance.now();
    const kit = await import(pathToFileURL(door).href);
    const load = performance.now() - before;
    const creations = [];
    for (let round = 0; round <= WARM_ROUNDS; round++) {
      const began = performance.now();
      const cloud = await kit.createCloud();
      creations.push(performance.now() - began);
      await cloud.close();
    }
    const [cold, ...warm] = creations;
    return { load, cold, warm };
  },

  /** The first cloud with the quiz, and those that follow. */
  async quiz() {
    const kit = await import(pathToFileURL(door).href);
    const rounds = [];
    for (let round = 0; round <= WARM_ROUNDS; round++) {
      const before = processorMilliseconds();
      const { cloud, ...took } = await quizCloud(kit);
      rounds.push({ ...took, processor: processorMilliseconds() - before });
      await cloud.close();
    }
    const [cold, ...warm] = rounds;
    return { cold, warm };
  },

  /** As many clouds as are asked for side by side, each with the quiz, all open at the end. */
  async clouds(count) {
    const kit = await import(pathToFileURL(door).href);
    const began = performance.now();
    await Promise.all(Array.from({ length: count }, () => quizCloud(kit)));
    const milliseconds = performance.now() - began;
    const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
    return {
      milliseconds,
      processorMilliseconds: processorMilliseconds(),
      residentMebibytes: rss / MEBIBYTE,
      peakResidentMebibytes: process.resourceUsage().maxRSS / 1024,
      heapMebibytes: heapUsed / MEBIBYTE,
      buffersMebibytes: arrayBuffers / MEBIBYTE,
    };
  },
};

function processorMilliseconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

// What it started is not waited for: it has been measured.
process.stdout.write(JSON.stringify(await MEASURES[name](Number(many))), () => process.exit(0));
