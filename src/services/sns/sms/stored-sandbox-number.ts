/** A destination phone of the SMS sandbox as it is stored. */

export interface StoredSandboxNumber {
  readonly status: "Pending" | "Verified";
  readonly oneTimePassword: string;
  /** When passwords were sent within the last day, the newest last. */
  readonly sentAt: readonly number[];
  readonly verifiedAt?: number | undefined;
}
