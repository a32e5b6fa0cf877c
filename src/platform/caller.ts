/** Who asks: a principal with keys, or an AWS service that acts for one of its resources. */

/** A principal that signed a request, or that nobody vouched for (`anonymous`). */
export interface UserCaller {
  readonly kind: "user" | "anonymous";
  readonly account: string;
  /** The principal's ARN: a user, an assumed role, or the account's root. */
  readonly arn: string;
  readonly userId: string;
  readonly accessKeyId: string;
}

/** A service acting for a resource, as `sns.amazonaws.com` does for a topic. */
export interface ServiceCaller {
  readonly kind: "service";
  readonly account: string;
  /** The service principal, such as `sns.amazonaws.com`. */
  readonly principal: string;
  /** The resource that it acts for; what IAM calls aws:SourceArn. */
  readonly sourceArn: string;
  /** It has taken on a role of the account, so that resources treat it as one of that account's own. */
  readonly isRole?: boolean | undefined;
}

export type Caller = UserCaller | ServiceCaller;

/** The caller as one string: what messages' SenderId and event records show. */
export function callerId(caller: Caller): string {
  return caller.kind === "service" ? caller.principal : caller.userId;
}
