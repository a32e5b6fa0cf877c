/** AWS Security Token Service: who a caller is, and temporary keys for roles. */
import { defineService } from "../../platform/service.ts";
import { STS } from "../../schema/generated/sts.ts";
import { brokenConstraints } from "./errors.ts";
import { forgetSession } from "./jobs.ts";
import { sessions } from "./keyspaces.ts";
import { assumeRole } from "./operations/assume-role.ts";
import { getAccessKeyInfo } from "./operations/get-access-key-info.ts";
import { getCallerIdentity } from "./operations/get-caller-identity.ts";

export const sts = defineService({
  model: STS.model,
  operations: [assumeRole, getAccessKeyInfo, getCallerIdentity],
  unsupported: [
    "AssumeRoleWithSAML",
    "AssumeRoleWithWebIdentity",
    "AssumeRoot",
    "DecodeAuthorizationMessage",
    "GetDelegatedAccessToken",
    "GetFederationToken",
    "GetSessionToken",
    "GetWebIdentityToken",
  ],
  refuse: brokenConstraints,
  timers: { "sts.forget": forgetSession },
  issuedKey: (accessKeyId, at) => sessions.get(at.tx, [accessKeyId]),
});
