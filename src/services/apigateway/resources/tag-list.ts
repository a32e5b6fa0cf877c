/** Tags of REST API resources: a list of keys and values in templates, unlike those of HTTP APIs. */
import type { ResourceProperties, ResourceScope } from "../../../platform/resource-type.ts";
import { asResource } from "../../../platform/stack-caller.ts";
import { droppedTags, tagsWith } from "../../../platform/stack-tags.ts";
import { tagsOf as templateTags } from "../../../platform/template-values.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";

export function tagsOf(properties: ResourceProperties, at: ResourceScope): Readonly<Record<string, string>> {
  return tagsWith(templateTags(properties["Tags"]), at);
}

/** Gives an API or stage the tags of its template. */
export async function retag(resourceArn: string, properties: ResourceProperties, at: ResourceScope): Promise<void> {
  const wanted = tagsOf(properties, at);
  const { tags: current = {} } = await at.call(ApiGateway.GetTags, { resourceArn }, asResource(at));
  const tagKeys = droppedTags(current, wanted);
  if (tagKeys.length > 0) await at.call(ApiGateway.UntagResource, { resourceArn, tagKeys }, asResource(at));
  await at.call(ApiGateway.TagResource, { resourceArn, tags: wanted }, asResource(at));
}
