/** Tags of APIs and stages: where an ARN's tags are, and which tags are allowed. */
import { parseArn } from "../../../kernel/arn.ts";
import type { Caller } from "../../../platform/caller.ts";
import { faultOfTags } from "../../../platform/proxy/api-tags.ts";
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { badRequest, taggedNotFound } from "../errors.ts";
import { restApis, stages } from "../keyspaces.ts";
import { findRestApi, findStage } from "./find-api.ts";

export type Tags = Readonly<Record<string, string>>;

/** @throws BadRequestException for tags that AWS keeps for itself, and for too many */
export function checkTags(tags: Tags, caller: Caller): void {
  const fault = faultOfTags(tags, caller);
  if (fault !== undefined) throw badRequest(fault);
}

interface Tagged {
  readonly apiId: string;
  readonly stageName?: string;
}

/** @throws NotFoundException for what is no API or stage of this place */
function taggedBy(arn: string, at: ReadScope): Tagged {
  const parsed = parseArn(arn);
  const match = /^\/restapis\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(parsed?.resource ?? "");
  if (parsed?.service !== "apigateway" || parsed.region !== at.region || match === null) throw taggedNotFound();
  const [, apiId = "", stageName] = match;
  return stageName === undefined ? { apiId } : { apiId, stageName };
}

export function tagsOf(arn: string, at: ReadScope): Tags {
  const { apiId, stageName } = taggedBy(arn, at);
  return stageName === undefined ? findRestApi(at, apiId).tags : findStage(at, apiId, stageName).tags;
}

export function replaceTags(arn: string, tags: Tags, at: WriteScope): void {
  const { apiId, stageName } = taggedBy(arn, at);
  checkTags(tags, at.caller);
  if (stageName === undefined) {
    restApis.put(at.tx, [at.account, at.region, apiId], { ...findRestApi(at, apiId), tags });
  } else {
    stages.put(at.tx, [apiId, stageName], { ...findStage(at, apiId, stageName), tags });
  }
}
