/** What `sluice up` says when it cannot start. */
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { cloudOptionsOf, startFailure, up, whereDataIs } from "./up.ts";

it.each([
  ["EADDRINUSE", /Port 4566 of 127\.0\.0\.1 is in use.*--port/],
  ["EADDRNOTAVAIL", /no address 127\.0\.0\.1.*--host/],
  ["ENOTFOUND", /no address 127\.0\.0\.1.*--host/],
  ["EACCES", /may not do/],
])("%s is told as a sentence", (code, sentence) => {
  const error = Object.assign(new Error("from the system"), { code });
  expect(startFailure(error, { port: "4566", host: "127.0.0.1" })).toMatchObject({
    message: expect.stringMatching(sentence),
  });
});

it("any other failure is told as it is", () => {
  const error = new Error("The data folder is in use.");
  expect(startFailure(error, { port: "4566", host: "127.0.0.1" })).toBe(error);
});

it.each([
  [{ port: "65536" }, /--port/],
  [{ port: "0", otlp: "4318" }, /--otlp takes a URL such as http:.*, not "4318"\./],
  [{ port: "0", otlp: "http://" }, /--otlp takes a URL/],
  [{ port: "-1" }, /--port/],
  [{ port: "http" }, /--port/],
  [{ port: "0", seed: "x" }, /--seed/],
  [{ port: "0", startAt: "2026-01-01T00:00:00Z" }, /--start-at goes with --clock virtual/],
  [
    { port: "0", clock: "virtual" as const, startAt: "soon" },
    /--start-at takes a time since 1970 such as .*, not "soon"\./,
  ],
  [{ port: "0", clock: "virtual" as const, startAt: "2026-13-01T00:00:00Z" }, /--start-at takes a time/],
  [{ port: "0", clock: "virtual" as const, startAt: "2026-01-01T00:00:00" }, /--start-at takes a time/],
  [{ port: "0", clock: "virtual" as const, startAt: "1969-12-31T23:59:59Z" }, /--start-at takes a time since 1970/],
  [{ port: "0", lambdaConcurrency: "many" }, /--lambda-concurrency/],
  [{ port: "0", inspect: "here" }, /--inspect takes a whole number, not "here"\./],
  [{ port: "0", inspect: "65536" }, /--inspect takes a number up to 65535/],
  [{ port: "0", sqsDisorder: "often" }, /--sqs-disorder takes a number from 0 to 1, not "often"\./],
  [{ port: "0", sqsDisorder: "1.5" }, /--sqs-disorder takes a number from 0 to 1/],
  [{ port: "0", sqsDuplicates: "-0.1" }, /--sqs-duplicates takes a number from 0 to 1, not "-0.1"\./],
  [{ port: "0", sqsDuplicates: "" }, /--sqs-duplicates takes a number from 0 to 1/],
])("%j is refused before anything starts", async (options, sentence) => {
  await expect(up({ host: "127.0.0.1", memory: true, clock: "real", ...options })).rejects.toThrow(sentence);
});

it("what the command line chooses, the cloud is asked for", () => {
  const given = { port: "0", host: "127.0.0.1", clock: "virtual", memory: true } as const;
  const asked = { port: 0, host: "127.0.0.1", clock: "virtual" };
  expect(cloudOptionsOf(given)).toEqual(asked);
  const chosen = {
    limits: "relaxed",
    throttle: true,
    outboundAddresses: "loopback",
    lineage: "off",
    policies: "enforce",
    functionClock: "cloud",
    functionStorage: "isolated",
    otlp: "http://127.0.0.1:4318",
  } as const;
  expect(
    cloudOptionsOf({
      ...given,
      ...chosen,
      startAt: "2026-01-01T01:00:00.5+01:00",
      sqsDisorder: ".25",
      sqsDuplicates: "1",
      lambdaConcurrency: "20",
    }),
  ).toEqual({
    ...asked,
    ...chosen,
    startAt: Date.UTC(2026, 0, 1) + 500,
    sqsDisorder: 0.25,
    sqsDuplicates: 1,
    lambdaConcurrency: 20,
  });
});

it.each([
  [true, 9229],
  ["9300", 9300],
] as const)("--inspect %s opens functions to debuggers from port %d on", (inspect, port) => {
  const given = { port: "0", host: "127.0.0.1", clock: "virtual", memory: true } as const;
  expect(cloudOptionsOf({ ...given, inspect }).inspect?.port).toBe(port);
});

it.each([
  [{ data: ".sluice" }, `Everything is kept in ${resolve(".sluice")}. Ctrl-C stops it.`],
  [{ data: "/somewhere/else" }, "Everything is kept in /somewhere/else. Ctrl-C stops it."],
  [{ data: ".sluice", memory: true }, "Nothing is kept when it stops. Ctrl-C stops it."],
])("%j is told with the folder in full", (options, sentence) => {
  expect(whereDataIs(options)).toBe(sentence);
});
