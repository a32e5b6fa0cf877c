/** What is kept of a dashboard. */

export interface DashboardRecord {
  /** As it was put. */
  readonly body: string;
  readonly modifiedAt: number;
  readonly tags: Readonly<Record<string, string>>;
}
