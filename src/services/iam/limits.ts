/** Every bound of IAM. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */

/** Characters of a managed policy, white space not counted. */
export const MANAGED_POLICY_MAXIMUM_CHARACTERS = 6144;
/** Characters of all inline policies of one role, white space not counted. */
export const INLINE_POLICIES_MAXIMUM_CHARACTERS = 10_240;
/** Characters of a trust policy, white space not counted: the quota as far as AWS raises it. */
export const TRUST_POLICY_MAXIMUM_CHARACTERS = 8192;
/** Managed policies attached to one role: the quota as far as AWS raises it. */
export const ATTACHED_POLICIES_MAXIMUM = 25;
/** Versions of one managed policy. */
export const POLICY_VERSIONS_MAXIMUM = 5;
/** Tags of one role, policy or user. */
export const TAGS_MAXIMUM = 50;
/** Access keys of one user. */
export const ACCESS_KEYS_MAXIMUM = 2;
/** Items on a page when the caller asks for no number. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html */
export const PAGE_ITEMS_DEFAULT = 100;
