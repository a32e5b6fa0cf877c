/** What would have left for the outside world: an e-mail, a text message or a push notification, as it would have been sent. */

export interface CapturedSend {
  readonly id: string;
  /** When it would have been sent, in milliseconds since the epoch. */
  readonly at: number;
  readonly account: string;
  readonly region: string;
  readonly kind: "notification" | "subscription-confirmation" | "unsubscribe-confirmation" | "one-time-password";
  readonly protocol: "email" | "email-json" | "sms" | "application";
  /** An e-mail address, a phone number, or the ARN of a platform endpoint. */
  readonly to: string;
  /** The sender of an e-mail, or the sender id or origination number of a text message. */
  readonly from?: string | undefined;
  readonly subject?: string | undefined;
  readonly body: string;
  /** The id that Publish answered with; that of the confirmation itself otherwise. */
  readonly messageId: string;
  readonly topicArn?: string | undefined;
  readonly subscriptionArn?: string | undefined;
  /** What else the carrier would have been told: an SMS's type, a device's token, attributes that AWS reserves. */
  readonly details: Readonly<Record<string, string>>;
  /** The lineage record that it was sent because of. */
  readonly cause: string;
}
