/** Brings the tags of a resource in line with its template. */
import type { ResourceProperties, ResourceScope } from "../../../platform/resource-type.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { asStack, tagsOf } from "./template-values.ts";

export async function retag(arn: string, properties: ResourceProperties, at: ResourceScope): Promise<void> {
  const wanted = tagsOf(properties["Tags"], at);
  const { Tags: current = {} } = await at.call(Lambda.ListTags, { Resource: arn }, asStack(at));
  const gone = Object.keys(current).filter((key) => !(key in wanted));
  if (gone.length > 0) await at.call(Lambda.UntagResource, { Resource: arn, TagKeys: gone }, asStack(at));
  const isChanged = Object.entries(wanted).some(([key, value]) => current[key] !== value);
  if (isChanged) await at.call(Lambda.TagResource, { Resource: arn, Tags: wanted }, asStack(at));
}
