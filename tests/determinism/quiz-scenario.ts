/** The quiz under everything that AWS allows to happen: one cloud, one seed, and the story of all that happened. */
import { join } from "node:path";
import { makeDataSet } from "../../examples/quiz/run/data-set.ts";
import { createCloud, type Handler, type Snapshot, type TestCloud } from "../../src/testing/index.ts";
import { drawFaults } from "../../src/testing/exploration/draw-faults.ts";
import type { QuizHandlers } from "./quiz-handlers.ts";

const SIZES = { plain: 2, late: 1, poison: 1, repeated: 1, malformed: 0, conflicts: 0, bulkRows: 2 };
const DATA = makeDataSet(7, "determinism", SIZES);
/** The service that distinctions are told to: it has an API in the same cloud, so that no call leaves the process. */
const OUTSIDE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Api: {Type: "AWS::Serverless::HttpApi"}
  Tell:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: tell.handler
      Runtime: nodejs22.x
      Events: {Post: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: POST, Path: /}}}
Outputs:
  Url: {Value: !Sub "http://\${Api}.execute-api.sluice.localhost/"}
`;

/** A run, and what came of it. */
export interface Told {
  /** The whole lineage, a record a line. */
  readonly lineage: string;
  readonly records: number;
  /** How often a fault or a schedule of the seed struck. */
  readonly struck: number;
  /** Results that were written. */
  readonly graded: number;
}

/** Deploys the quiz and the service outside, once: every run begins with this. */
export async function deployQuiz(root: string, handlers: QuizHandlers): Promise<Snapshot> {
  const cloud = await createCloud({ seed: 0xf0000002 });
  try {
    const { outputs } = await cloud.deploy(OUTSIDE, { stackName: "outside", handlers: { Tell: flaky() } });
    const parameters = { NotificationUrl: outputs["Url"] ?? "" };
    await cloud.deploy(join(root, "examples", "quiz"), { parameters, handlers: handlers() });
    const data = cloud.bucket("quiz/DataBucket");
    for (const quiz of DATA.quizzes) await data.put(`quizzes/${quiz.quizId}.json`, quiz);
    for (const rubric of DATA.rubrics) await data.put(`rubrics/${rubric.quizId}/${rubric.version}.json`, rubric);
    return await cloud.snapshot();
  } finally {
    await cloud.close();
  }
}

/** Runs the scenario with a seed: its faults are drawn, and all of it happens to submissions that come at the same time. */
export async function runQuiz(from: Snapshot, handlers: QuizHandlers, seed: number): Promise<Told> {
  const own = Object.entries(handlers()).map(([logicalId, handler]) => [`quiz/${logicalId}`, handler]);
  const bound = { ...Object.fromEntries(own), "outside/Tell": flaky() };
  const cloud = await createCloud({ from, seed, faults: drawFaults({}, seed), handlers: bound });
  try {
    await submitAll(cloud);
    await cloud.clock.advance("3m");
    const records = [...cloud.lineage.all()];
    return {
      lineage: records.map((record) => JSON.stringify(record)).join("\n"),
      records: records.length,
      struck: cloud.lineage.find({ kind: "fault" }).length,
      graded: (await cloud.bucket("quiz/DataBucket").list("results/")).length,
    };
  } finally {
    await cloud.close();
  }
}

async function submitAll(cloud: TestCloud): Promise<void> {
  const api = cloud.api("quiz/Api");
  const bulk = cloud.bucket("quiz/DataBucket").put(`uploads/${DATA.bulk.name}`, DATA.bulk.text);
  const requests = DATA.sendings.map(({ quizId, body, idempotencyKey }) =>
    api.request("POST", `/quizzes/${quizId}/submissions`, {
      body,
      headers: idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey },
    }),
  );
  await Promise.all([bulk, ...requests]);
}

/** Answers every other call with an error. */
function flaky(): Handler {
  let calls = 0;
  return () => ({ statusCode: calls++ % 2 === 0 ? 503 : 200 });
}
