/** What a role's ARN tells of the role. */
import { createHash } from "node:crypto";
import { parseArn } from "../../../kernel/arn.ts";

const ACCOUNT = /^\d{12}$/;
const NAME = /^[\w+=,.@-]{1,64}$/;
const ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const ID_LENGTH = 17;

/** The role's name without its path, or undefined when `arn` names no role. */
export function roleNameOf(arn: string): string | undefined {
  const parsed = parseArn(arn);
  if (parsed?.service !== "iam" || !ACCOUNT.test(parsed.account) || !parsed.resource.startsWith("role/")) {
    return undefined;
  }
  const name = parsed.resource.slice(parsed.resource.lastIndexOf("/") + 1);
  return NAME.test(name) ? name : undefined;
}

/** The same `AROA` id each time for a role that was never created here, so that its sessions have one user id. */
export function inventedRoleId(arn: string): string {
  const digest = createHash("sha256").update(arn).digest();
  const characters = Array.from(digest.subarray(0, ID_LENGTH), (byte) => ID_ALPHABET[byte & 31]);
  return `AROA${characters.join("")}`;
}
