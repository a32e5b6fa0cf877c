/** What an account has set for its text messages; what is absent has AWS's default. */

export type SmsType = "Promotional" | "Transactional";

export interface StoredSmsSettings {
  readonly defaultSenderId?: string | undefined;
  readonly defaultSmsType?: SmsType | undefined;
}
