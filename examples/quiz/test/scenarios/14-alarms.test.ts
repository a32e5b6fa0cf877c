/** Each alarm of the template is seen to fire, to tell its topic, and to recover: an alarm that never fires is none. */
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DeleteFunctionConcurrencyCommand, LambdaClient, PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";
import { receivedBy, type TestCloud } from "sluice/testing";
import { quizCloud } from "./quiz-cloud.ts";
import { submit } from "./submit.ts";

const DEAD_LETTERS = ["Grading", "Analytics", "Notifications", "Audit"].map((name) => `${name}DeadLetters`);
const FUNCTIONS = ["SubmitFunction", "GradeFunction", "LeaderboardFunction"];

it("fires and recovers, every one of them", async () => {
  const cloud = await quizCloud();
  const { MetricAlarms = [] } = await new CloudWatchClient(cloud.clientConfig()).send(new DescribeAlarmsCommand({}));
  const all = MetricAlarms.map(({ AlarmName = "" }) => AlarmName).toSorted();
  expect(all.length).toBe(13);

  await failFunctions(cloud);
  await stopFunctions(cloud);
  for (const name of DEAD_LETTERS) await cloud.queue(name).send("a dead letter");
  await cloud.queue("LeaderboardDeadLetters").send("a dead letter", { groupId: "g", deduplicationId: "1" });
  await cloud.clock.advance("6m");
  expect(await toldOf(cloud, "ALARM")).toEqual(all);

  await startFunctions(cloud);
  // What was received for nothing while the functions stood still is a dead letter by now.
  await cloud.clock.advance("1m");
  for (const name of [...DEAD_LETTERS, "LeaderboardDeadLetters"]) await cloud.queue(name).purge();
  await cloud.clock.advance("6m");
  for (const name of all) expect([name, (await cloud.alarm(name).state()).state]).toEqual([name, "OK"]);
});

/** Five errors of each function: what its alarm allows in a minute is four. */
async function failFunctions(cloud: TestCloud): Promise<void> {
  const { id } = cloud.faults.add({ fault: "lambda-error" });
  for (const name of FUNCTIONS) for (let time = 0; time < 5; time++) await cloud.fn(name).invoke();
  cloud.faults.remove(id);
}

/** A reserved concurrency of 0 is Lambda's emergency stop: calls are throttled, and messages wait in their queues. */
async function stopFunctions(cloud: TestCloud): Promise<void> {
  const lambda = new LambdaClient(cloud.clientConfig());
  for (const name of ["GradeFunction", "LeaderboardFunction", "SubmitFunction"]) {
    // What is submitted before the last of them has stopped waits for the others.
    if (name === "SubmitFunction") await submit(cloud, "ada");
    const FunctionName = await cloud.fn(name).arn();
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
    await expect(cloud.fn(name).invoke()).rejects.toThrow("Rate Exceeded");
  }
}

async function startFunctions(cloud: TestCloud): Promise<void> {
  const lambda = new LambdaClient(cloud.clientConfig());
  for (const name of FUNCTIONS) {
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: await cloud.fn(name).arn() }));
  }
}

/** The alarms of which the alarm queue was told that they are in a state: each once, by name. */
async function toldOf(cloud: TestCloud, state: string): Promise<readonly string[]> {
  const told = (await receivedBy(cloud.queue("AlarmQueue"))).map(({ body }) => {
    return JSON.parse(body) as { AlarmName: string; NewStateValue: string };
  });
  return [...new Set(told.filter((each) => each.NewStateValue === state).map(({ AlarmName }) => AlarmName))].toSorted();
}
