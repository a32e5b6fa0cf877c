/** Handles of move tasks: the form is AWS's, base64 of JSON with the task's id and its source. */

export interface TaskHandle {
  readonly taskId: string;
  readonly sourceArn: string;
}

export function encodeTaskHandle({ taskId, sourceArn }: TaskHandle): string {
  return Buffer.from(JSON.stringify({ taskId, sourceArn }), "utf8").toString("base64");
}

/** What a handle says, or undefined for what is none. */
export function decodeTaskHandle(text: string): TaskHandle | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, "base64").toString("utf8"));
  } catch {
    // Not JSON: no handle.
    return undefined;
  }
  if (typeof value !== "object" || value === null || !("taskId" in value) || !("sourceArn" in value)) return undefined;
  const { taskId, sourceArn } = value;
  return typeof taskId === "string" && typeof sourceArn === "string" ? { taskId, sourceArn } : undefined;
}
