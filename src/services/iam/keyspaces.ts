/** What IAM stores. IAM is global: rows are kept by account, never by region. Names are unique whatever their case. */
import type { Tag } from "../../schema/generated/iam.ts";
import { text } from "../../store/key.ts";
import { keyspace } from "../../store/keyspace.ts";
import { record } from "../../store/value-codec.ts";

export interface RoleRecord {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly trustPolicy: string;
  readonly description: string | undefined;
  readonly maximumSessionSeconds: number;
  readonly tags: readonly Tag[];
  /** Policy documents by policy name. */
  readonly inlinePolicies: Readonly<Record<string, string>>;
  /** ARNs, in the order of their attachment. */
  readonly attachedPolicies: readonly string[];
  /** The resource for which a service made it: the same creation for the same resource is no conflict. */
  readonly madeFor: string | undefined;
}

export interface PolicyVersionRecord {
  readonly id: string;
  readonly document: string;
  readonly createdAt: number;
}

export interface PolicyRecord {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly tags: readonly Tag[];
  /** Oldest first. */
  readonly versions: readonly PolicyVersionRecord[];
  readonly defaultVersionId: string;
  readonly lastVersion: number;
  readonly attachmentCount: number;
  readonly madeFor: string | undefined;
}

export interface UserRecord {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly tags: readonly Tag[];
  readonly accessKeyIds: readonly string[];
}

export interface AccessKeyRecord {
  readonly account: string;
  readonly userName: string;
  readonly secretAccessKey: string;
  readonly createdAt: number;
}

/** By account and name in lower case. */
export const roles = keyspace("iam/roles", { key: [text, text] as const, value: record<RoleRecord>() });
/** By account and name in lower case. */
export const policies = keyspace("iam/policies", { key: [text, text] as const, value: record<PolicyRecord>() });
/** By account and name in lower case. */
export const users = keyspace("iam/users", { key: [text, text] as const, value: record<UserRecord>() });
/** By access key id, which is unique in the whole cloud: the gateway knows no account before it knows the key. */
export const accessKeys = keyspace("iam/access-keys", { key: [text] as const, value: record<AccessKeyRecord>() });
