/** Makes the keys of a role session. */
import { newAccessKeyId } from "../../../kernel/access-key-id.ts";
import { bytes, text } from "../../../kernel/random.ts";
import type { Random } from "../../../kernel/random.ts";
import type { AssumedRoleUser, Credentials } from "../../../schema/generated/sts.ts";
import type { SessionRecord } from "../keyspaces.ts";

const SECRET_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const SECRET_LENGTH = 40;
const TOKEN_BYTES = 192;

/** Which role a session is of, and until when. */
interface SessionOrder {
  readonly role: { readonly account: string; readonly name: string; readonly id: string };
  readonly sessionName: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

interface IssuedSession {
  readonly record: SessionRecord;
  readonly answer: { readonly Credentials: Credentials; readonly AssumedRoleUser: AssumedRoleUser };
}

/** Draws the keys and writes them down twice: as they are stored and as they are answered. */
export function issueSession(order: SessionOrder, random: Random): IssuedSession {
  const { role, sessionName, expiresAt } = order;
  const accessKeyId = newAccessKeyId("ASIA", role.account, random);
  const secretAccessKey = text(random, SECRET_LENGTH, SECRET_ALPHABET);
  const sessionToken = Buffer.from(bytes(random, TOKEN_BYTES)).toString("base64");
  // The path of a role is no part of its sessions' ARNs: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  const arn = `arn:aws:sts::${role.account}:assumed-role/${role.name}/${sessionName}`;
  const userId = `${role.id}:${sessionName}`;
  return {
    record: {
      secretAccessKey,
      sessionToken,
      expiresAt,
      caller: { kind: "user", account: role.account, arn, userId, accessKeyId },
    },
    answer: {
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: sessionToken,
        Expiration: expiresAt,
      },
      AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
    },
  };
}
