/** The keys that a function's environments work with: a session of its role, renewed before it expires. */
import { invariant } from "../../../kernel/invariant.ts";
import { local } from "../../../platform/local.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { STS } from "../../../schema/generated/sts.ts";
import type { FunctionRecord } from "../function/function-record.ts";
import { CREDENTIALS_MARGIN_MILLISECONDS, CREDENTIALS_REMEMBERED, CREDENTIALS_SECONDS } from "../limits.ts";

/** A session's keys. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
}

/** By environment key, the one least recently made first. */
const sessions = local("lambda role sessions", () => new Map<string, Promise<RoleCredentials>>());

/** Identity of the environments that run `record`, `$LATEST` or a version, as it is applied now. */
export function environmentKey(record: FunctionRecord): string {
  return `${record.arn}:${record.applied.id}`;
}

/** The keys for the environments of `record`. @throws STS's ServiceError when the role cannot be assumed */
export async function credentialsOf(record: FunctionRecord, at: AsyncScope): Promise<RoleCredentials> {
  const known = at.local(sessions);
  const key = environmentKey(record);
  const current = await known.get(key);
  if (current !== undefined && current.expiresAt - at.clock.now() > CREDENTIALS_MARGIN_MILLISECONDS) return current;
  known.delete(key);
  const session = assumeRole(record.applied.role, record, at);
  known.set(key, session);
  session.catch(() => known.delete(key));
  if (known.size > CREDENTIALS_REMEMBERED) {
    const [oldest] = known.keys();
    if (oldest !== undefined) known.delete(oldest);
  }
  return session;
}

/** Assumes `role` as Lambda does for the function. @throws STS's ServiceError */
export async function assumeRole(
  role: string,
  of: Pick<FunctionRecord, "name" | "arn">,
  at: AsyncScope,
): Promise<RoleCredentials> {
  const { Credentials: credentials } = await at.call(
    STS.AssumeRole,
    // A session name has at least two characters; a function's name may have one.
    { RoleArn: role, RoleSessionName: of.name.padEnd(2, "-"), DurationSeconds: CREDENTIALS_SECONDS },
    { principal: "lambda.amazonaws.com", sourceArn: of.arn },
  );
  invariant(credentials !== undefined, "AssumeRole answers with credentials");
  return {
    accessKeyId: credentials.AccessKeyId,
    secretAccessKey: credentials.SecretAccessKey,
    sessionToken: credentials.SessionToken,
    expiresAt: credentials.Expiration,
  };
}
