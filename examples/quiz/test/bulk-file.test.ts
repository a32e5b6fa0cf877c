/** The rows of bulk files. */
import { describe, expect, it } from "vitest";
import { readBulkFile } from "../functions/domain/bulk-file.ts";

const HEADER = "quizId,attemptId,student,rubric,answers";

describe("a bulk file", () => {
  it("in CSV has a submission in each line", () => {
    const rows = readBulkFile(
      "uploads/a.csv",
      `${HEADER}\r\nqueues,a-1,ada,2,"q1=a;q2=x=y"\r\n\r\nqueues,a-2,bo,1,\r\n`,
    );
    expect(rows).toEqual([
      {
        row: 1,
        input: { quizId: "queues", attemptId: "a-1", student: "ada", rubric: 2, answers: { q1: "a", q2: "x=y" } },
      },
      { row: 2, input: { quizId: "queues", attemptId: "a-2", student: "bo", rubric: 1, answers: {} } },
    ]);
  });

  it("in CSV may have commas and quotes in a quoted cell", () => {
    const [row] = readBulkFile("a.csv", `${HEADER}\nqueues,a-1,"Ada, ""the"" Countess",1,"q1=b, c"`);
    expect(row?.input).toMatchObject({ student: 'Ada, "the" Countess', answers: { q1: "b, c" } });
  });

  it("in CSV has empty cells where a line is too short", () => {
    const [row] = readBulkFile("a.csv", `${HEADER}\nqueues,a-1`);
    expect(row?.input).toMatchObject({ student: "", answers: {} });
  });

  it("in JSON is a list", () => {
    expect(readBulkFile("a.json", '[{"quizId":"queues"},7]')).toEqual([
      { row: 1, input: { quizId: "queues" } },
      { row: 2, input: {} },
    ]);
  });

  it.each([
    ["a.json", "{}"],
    ["a.json", "["],
    ["a.txt", ""],
  ])("is refused as a whole: %s %j", (name, text) => {
    expect(() => readBulkFile(name, text)).toThrow();
  });
});
