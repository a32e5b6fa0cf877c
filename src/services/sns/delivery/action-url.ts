/** The links in messages, which act when they are visited: unsigned requests to this server. */

/** `parameters` are in the order in which they are written, and not escaped, as AWS writes them. */
export function actionUrl(
  endpoint: string,
  action: "ConfirmSubscription" | "Unsubscribe",
  parameters: Readonly<Record<string, string>>,
): string {
  const rest = Object.entries(parameters).map(([name, value]) => `&${name}=${value}`);
  return `${endpoint}/?Action=${action}${rest.join("")}`;
}
