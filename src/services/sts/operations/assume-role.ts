/** AssumeRole: temporary keys for a session of a role. */
import { parseArn } from "../../../kernel/arn.ts";
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import { operation } from "../../../platform/operation.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { STS } from "../../../schema/generated/sts.ts";
import type { AssumeRoleRequest } from "../../../schema/generated/sts.ts";
import { durationBeyondChaining, durationBeyondRole, invalidArn } from "../errors.ts";
import { sessions } from "../keyspaces.ts";
import {
  CHAINED_DURATION_MAXIMUM_SECONDS,
  DEFAULT_DURATION_SECONDS,
  EXPIRED_SESSION_KEPT_MILLISECONDS,
} from "../limits.ts";
import { issueSession } from "../session/issue.ts";
import { inventedRoleId, roleNameOf } from "../session/role.ts";

export const assumeRole = operation.stream(STS.AssumeRole, {
  // ExternalId is only ever compared with the role's trust policy, which is not evaluated: see README.md.
  honours: ["RoleArn", "RoleSessionName", "DurationSeconds", "ExternalId", "SourceIdentity"],
  on: (input) => input.RoleArn,
  async run(input, at) {
    const role = await findRole(input.RoleArn, at);
    const durationSeconds = durationOf(input, role, at);
    const issued = await at.write((write) => {
      const session = issueSession(
        { role, sessionName: input.RoleSessionName, expiresAt: write.now + durationSeconds * SECOND_MILLISECONDS },
        write.random,
      );
      const { accessKeyId } = session.record.caller;
      sessions.put(write.tx, [accessKeyId], session.record);
      write.setTimer({
        id: `sts.forget/${accessKeyId}`,
        kind: "sts.forget",
        dueAt: session.record.expiresAt + EXPIRED_SESSION_KEPT_MILLISECONDS,
        payload: { accessKeyId },
      });
      return session;
    });
    return {
      ...issued.answer,
      ...(input.SourceIdentity === undefined ? {} : { SourceIdentity: input.SourceIdentity }),
    };
  },
});

/** What a session needs to know of its role. */
interface KnownRole {
  readonly account: string;
  readonly name: string;
  readonly id: string;
  readonly maximumDurationSeconds: number;
}

/** The longest session that any role can allow: what a role that was never created here allows. */
const LONGEST_SESSION_SECONDS = 43_200;

async function findRole(arn: string, at: AsyncScope): Promise<KnownRole> {
  const account = parseArn(arn)?.account;
  const name = roleNameOf(arn);
  if (account === undefined || name === undefined) throw invalidArn(arn);
  const invented = { account, name, id: inventedRoleId(arn), maximumDurationSeconds: LONGEST_SESSION_SECONDS };
  try {
    const as = { principal: "sts.amazonaws.com", sourceArn: arn, account };
    const { Role } = await at.call(IAM.GetRole, { RoleName: name }, as);
    if (Role.Arn !== arn) return invented;
    const maximumDurationSeconds = Role.MaxSessionDuration ?? DEFAULT_DURATION_SECONDS;
    return { account, name, id: Role.RoleId, maximumDurationSeconds };
  } catch (error) {
    // A role that was never created here can be assumed: tests name roles freely, and nothing is enforced (README.md).
    if (error instanceof ServiceError && error.code === "NoSuchEntityException") return invented;
    throw error;
  }
}

function durationOf(input: AssumeRoleRequest, role: KnownRole, at: AsyncScope): number {
  const seconds = input.DurationSeconds ?? DEFAULT_DURATION_SECONDS;
  // Services renew the keys of their sessions for as long as they need: the role's bound is for those who ask for keys.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use.html#id_roles_use_view-role-max-session
  if (at.caller.kind === "service") return seconds;
  const isChained = at.caller.arn.includes(":assumed-role/");
  if (isChained && seconds > CHAINED_DURATION_MAXIMUM_SECONDS) throw durationBeyondChaining();
  if (seconds > role.maximumDurationSeconds) throw durationBeyondRole();
  return seconds;
}
