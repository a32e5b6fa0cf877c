/** Tags of APIs and stages: where an ARN's tags are, and which tags are allowed. */
import { parseArn } from "../../../kernel/arn.ts";
import type { Caller } from "../../../platform/caller.ts";
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { badRequest, resourceNotFound } from "../errors.ts";
import { apis, stages } from "../keyspaces.ts";
import { TAGS_A_RESOURCE } from "../limits.ts";
import { findApi, findStage } from "./find-api.ts";

export type Tags = Readonly<Record<string, string>>;

/** @throws BadRequestException for tags that AWS keeps for itself, and for too many */
export function checkTags(tags: Tags, caller: Caller): void {
  if (Object.keys(tags).length > TAGS_A_RESOURCE) throw badRequest(`A resource has at most ${TAGS_A_RESOURCE} tags`);
  if (caller.kind === "service") return;
  if (Object.keys(tags).some((key) => key.toLowerCase().startsWith("aws:"))) {
    throw badRequest("aws: prefixed tag key names are not allowed for external use.");
  }
}

interface Tagged {
  readonly apiId: string;
  readonly stageName?: string;
}

/** @throws NotFoundException for what is no API or stage of this place */
function taggedBy(arn: string, at: ReadScope): Tagged {
  const parsed = parseArn(arn);
  const match = /^\/apis\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(parsed?.resource ?? "");
  if (parsed?.service !== "apigateway" || parsed.region !== at.region || match === null) throw resourceNotFound(arn);
  const [, apiId = "", stageName] = match;
  return stageName === undefined ? { apiId } : { apiId, stageName: decodeURIComponent(stageName) };
}

export function tagsOf(arn: string, at: ReadScope): Tags {
  const { apiId, stageName } = taggedBy(arn, at);
  return stageName === undefined ? findApi(at, apiId).tags : findStage(at, apiId, stageName).tags;
}

export function replaceTags(arn: string, tags: Tags, at: WriteScope): void {
  const { apiId, stageName } = taggedBy(arn, at);
  checkTags(tags, at.caller);
  if (stageName === undefined) {
    apis.put(at.tx, [at.account, at.region, apiId], { ...findApi(at, apiId), tags });
  } else {
    stages.put(at.tx, [apiId, stageName], { ...findStage(at, apiId, stageName), tags });
  }
}
