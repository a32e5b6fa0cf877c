/** Finding topics by the ARNs that requests give, with AWS's refusals for those that are none. */
import type { ReadScope } from "../../../platform/scope.ts";
import { invalidParameter, malformedArn, topicDoesNotExist } from "../errors.ts";
import { topics } from "../keyspaces.ts";
import type { StoredTopic, TopicKey } from "./topic.ts";

/** The topic of a request. @throws ServiceError InvalidParameter for what is no ARN of a topic here, NotFound */
export function requireTopic(at: ReadScope, arn: string, parameter = "TopicArn"): StoredTopic {
  const topic = findTopic(at, topicKey(arn, at.region, parameter));
  if (topic === undefined) throw topicDoesNotExist();
  return topic;
}

export function findTopic(at: ReadScope, key: TopicKey): StoredTopic | undefined {
  return topics.get(at.tx, [key.account, key.region, key.name]);
}

/** Reads the ARN of a topic in `region`. @throws ServiceError InvalidParameter */
export function topicKey(arn: string, region: string, parameter = "TopicArn"): TopicKey {
  const parts = arn.split(":");
  if (parts.length < 6) throw malformedArn(parameter, parts.length);
  const [prefix, partition, service, arnRegion, account, name] = parts;
  if (
    prefix !== "arn" ||
    !partition ||
    service !== "sns" ||
    arnRegion !== region ||
    !account ||
    !name ||
    parts.length > 6
  ) {
    throw invalidParameter(parameter);
  }
  return { account, region: arnRegion, name };
}
