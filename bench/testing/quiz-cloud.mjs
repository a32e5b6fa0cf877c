/** The quiz of examples/ in a cloud of the test kit, with handlers in this process that do nothing. */
import { join } from "node:path";

const QUIZ = join(import.meta.dirname, "../../examples/quiz");
const FUNCTIONS = ["Submit", "Status", "Split", "Grade", "Analyse", "Notify", "Archive", "Leaderboard"];

/** Creates a cloud, deploys the quiz, and delivers one message through a topic and a queue to a handler. */
export async function quizCloud({ createCloud }) {
  const times = { began: performance.now() };
  const cloud = await createCloud();
  times.created = performance.now();
  const delivered = new Promise((resolve) => (times.resolve = resolve));
  const handlers = Object.fromEntries(FUNCTIONS.map((name) => [`${name}Function`, async () => ({})]));
  handlers.GradeFunction = async ({ Records }) => {
    times.resolve(Records.length);
    return { batchItemFailures: [] };
  };
  await cloud.deploy(QUIZ, { parameters: { NotificationUrl: "http://127.0.0.1:9/" }, handlers });
  times.deployed = performance.now();
  const attributes = { eventType: "submission.accepted" };
  await cloud.topic("QuizEventsTopic").publish({ type: "submission.accepted" }, { attributes });
  // The mapping of the quiz waits a second for more messages.
  await cloud.clock.advance("1s");
  if ((await delivered) !== 1) throw new Error("The message was not delivered alone.");
  const { began, created, deployed } = times;
  const now = performance.now();
  return { cloud, create: created - began, deploy: deployed - created, deliver: now - deployed, all: now - began };
}
