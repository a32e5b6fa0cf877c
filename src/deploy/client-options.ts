/** How the AWS SDK's clients reach a running Sluice. */

export interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A 12-digit access key id stands for the account with this number; its signature is not checked. */
export function clientOptions(endpoint: string, region = "us-east-1", account = "000000000000"): ClientOptions {
  return { endpoint, region, credentials: { accessKeyId: account, secretAccessKey: "sluice" } };
}
