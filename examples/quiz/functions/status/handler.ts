/** GET /submissions/{submissionId}: where a submission is by now. */
import { jsonAnswer, type HttpAnswer, type HttpRequestEvent } from "../cloud/events.ts";
import { objectStore } from "../cloud/environment.ts";
import { resultKey, type Result } from "../domain/grading.ts";
import { submissionKey, type StoredSubmission } from "../domain/submission.ts";

const objects = objectStore();

export async function handler(request: HttpRequestEvent): Promise<HttpAnswer> {
  const submissionId = request.pathParameters?.["submissionId"] ?? "";
  const isId = /^[0-9a-f]{32}$/.test(submissionId);
  const stored = isId ? await objects.read<StoredSubmission>(submissionKey(submissionId)) : undefined;
  if (stored === undefined) {
    return jsonAnswer(404, { problems: [`there is no submission ${JSON.stringify(submissionId)}`] });
  }
  const result = await objects.read<Result>(resultKey(submissionId));
  const { acceptedAt, submission } = stored.value;
  return jsonAnswer(200, {
    submissionId,
    attemptId: submission.attemptId,
    acceptedAt,
    status: result?.value.outcome ?? "accepted",
    ...(result === undefined ? {} : { result: result.value }),
  });
}
