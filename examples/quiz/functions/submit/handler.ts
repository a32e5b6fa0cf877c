/** POST /quizzes/{quizId}/submissions: checks a submission, stores it, publishes it, and only then says 202. */
import { jsonAnswer, type HttpAnswer, type HttpRequestEvent } from "../cloud/events.ts";
import { now, objectStore, topics } from "../cloud/environment.ts";
import { remembered } from "../cloud/object-store.ts";
import { acceptAll } from "../domain/acceptance.ts";
import { quizKey, type Quiz } from "../domain/quiz.ts";
import { submissionIdOf, validateSubmission } from "../domain/submission.ts";

const objects = objectStore();
const events = topics();
const quizzes = remembered(async (quizId) => (await objects.read<Quiz>(quizKey(quizId)))?.value);

/** The largest body that is taken. */
const BODY_BYTES_MAX = 4 * 1024 * 1024;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;

export async function handler(request: HttpRequestEvent): Promise<HttpAnswer> {
  const quizId = request.pathParameters?.["quizId"] ?? "";
  const text = Buffer.from(request.body ?? "", request.isBase64Encoded ? "base64" : "utf8").toString("utf8");
  if (Buffer.byteLength(text) > BODY_BYTES_MAX) {
    return refusal(413, [`a submission has ${BODY_BYTES_MAX} bytes at most`]);
  }
  const idempotencyKey = request.headers["idempotency-key"];
  if (idempotencyKey !== undefined && !IDEMPOTENCY_KEY.test(idempotencyKey)) {
    return refusal(400, ["Idempotency-Key must be 1 to 200 visible characters"]);
  }
  const input = parse(text);
  if (input === undefined) return refusal(400, ["the body must be a JSON object"]);
  const quiz = /^[\w-]{1,60}$/.test(quizId) ? await quizzes(quizId) : undefined;
  if (quiz === undefined) return refusal(404, [`there is no quiz ${JSON.stringify(quizId)}`]);
  const validated = validateSubmission({ ...input, quizId }, quiz);
  if ("problems" in validated) return refusal(400, validated.problems);
  const { submission } = validated;
  const candidate = { submissionId: submissionIdOf(submission, idempotencyKey), submission, source: "api" };
  const [acceptance] = await acceptAll([candidate], { objects, topics: events, now: now() });
  if (acceptance?.outcome === "conflict") return refusal(422, ["this Idempotency-Key was used for another submission"]);
  const location = `/submissions/${candidate.submissionId}`;
  const duplicate = acceptance?.outcome === "duplicate";
  return jsonAnswer(202, { submissionId: candidate.submissionId, status: location, duplicate }, { location });
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    // The client is told so.
    return undefined;
  }
}

function refusal(statusCode: number, problems: readonly string[]): HttpAnswer {
  return jsonAnswer(statusCode, { problems });
}
