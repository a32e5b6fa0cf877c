/** Gives a deployed workflow its work: the quizzes, the submissions over HTTP, and the bulk file. */
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { quizKey, rubricKey } from "../functions/domain/quiz.ts";
import { MISSING_RUBRIC, type DataSet } from "./data-set.ts";
import type { Workflow } from "./quiet.ts";
import type { RunLog } from "./run-log.ts";
import { sendAll } from "./sender.ts";

/** Puts quizzes and rubrics where the functions look for them, and nothing where poison needs there to be nothing. */
export async function uploadQuizzes({ clients, deployment }: Workflow, { quizzes, rubrics }: DataSet): Promise<void> {
  const put = (Key: string, value: unknown): Promise<unknown> =>
    clients.s3.send(new PutObjectCommand({ Bucket: deployment.bucket, Key, Body: JSON.stringify(value) }));
  for (const quiz of quizzes) await put(quizKey(quiz.quizId), quiz);
  for (const rubric of rubrics) await put(rubricKey(rubric.quizId, rubric.version), rubric);
  for (const { quizId } of quizzes) {
    // The runbook on redriving puts it there.
    const Key = rubricKey(quizId, MISSING_RUBRIC);
    await clients.s3.send(new DeleteObjectCommand({ Bucket: deployment.bucket, Key }));
  }
}

/** Sends everything; resolves when all of it is answered. The bulk file comes last: some of its rows are known then. */
export async function sendDataSet(
  workflow: Workflow,
  { dataSet, log }: { readonly dataSet: DataSet; readonly log: RunLog },
  progress: (answered: number) => void,
): Promise<void> {
  const { endpoint, deployment } = workflow;
  const to = { api: { endpoint, apiId: deployment.apiId }, log };
  await sendAll(dataSet.sendings, to, progress);
  await sendAll(dataSet.conflicts, to, (answered) => progress(dataSet.sendings.length + answered));
  await uploadBulk(workflow, dataSet, log);
}

export function reportKey(dataSet: DataSet): string {
  return `reports/${dataSet.bulk.name.replace(/\.\w+$/, ".json")}`;
}

async function uploadBulk({ clients, deployment }: Workflow, dataSet: DataSet, log: RunLog): Promise<void> {
  const { name, text, rows, rejectedRows, attempts } = dataSet.bulk;
  log.write({ type: "bulk", report: reportKey(dataSet), rows, rejectedRows, attempts });
  await clients.s3.send(new PutObjectCommand({ Bucket: deployment.bucket, Key: `uploads/${name}`, Body: text }));
}
