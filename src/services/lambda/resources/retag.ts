/** Brings the tags of a resource in line with its template. */
import type { ResourceProperties, ResourceScope } from "../../../platform/resource-type.ts";
import { asStack } from "../../../platform/stack-caller.ts";
import { droppedTags, tagsWith } from "../../../platform/stack-tags.ts";
import { tagsWithOptionalValues } from "../../../platform/template-values.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";

export async function retag(arn: string, properties: ResourceProperties, at: ResourceScope): Promise<void> {
  const wanted = tagsWith(tagsWithOptionalValues(properties["Tags"]), at);
  const { Tags: current = {} } = await at.call(Lambda.ListTags, { Resource: arn }, asStack(at));
  const gone = droppedTags(current, wanted);
  if (gone.length > 0) await at.call(Lambda.UntagResource, { Resource: arn, TagKeys: gone }, asStack(at));
  const isChanged = Object.entries(wanted).some(([key, value]) => current[key] !== value);
  if (isChanged) await at.call(Lambda.TagResource, { Resource: arn, Tags: wanted }, asStack(at));
}
