/** Signed messages, checked by the library that AWS publishes for HTTP endpoints, with the certificate from this server. */
import { createVerify, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, get as httpGet, type Server } from "node:http";
import { get as httpsGet, globalAgent } from "node:https";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { localCertificate } from "../../../src/gateway/certificate.ts";
import { systemRandom } from "../../../src/kernel/random.ts";
import { realClock } from "../../../src/kernel/real-clock.ts";
import { startWireCloud, type WireCloud } from "../../harness/wire.ts";

type Envelope = Readonly<Record<string, string>>;

interface Validator {
  validate(message: Envelope, done: (error: Error | null) => void): void;
}
// The library has no types: this is what its README says of it.
const MessageValidator = createRequire(import.meta.url)("sns-validator") as new (hostPattern: RegExp) => Validator;

let cloud: WireCloud;
let client: SNSClient;
let data: string;
let endpoint: Server;
let endpointUrl: string;
/** What the endpoint was sent. */
let messages: Envelope[];
const agentOptions = { ...globalAgent.options };

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), "sluice-signatures-"));
  // What a user does who trusts the server: its certificate lies in the data folder once the first TLS client has come.
  const { chain } = await localCertificate({
    directory: join(data, "tls"),
    clock: realClock,
    random: systemRandom(),
  });
  globalAgent.options.ca = chain;
  cloud = await startWireCloud({ data, clock: "virtual", seed: 3 });
  client = new SNSClient(cloud.clientConfig);
  endpoint = createServer((request, response) => {
    let body = "";
    request.on("data", (piece: Buffer) => (body += piece.toString()));
    request.on("end", () => {
      messages.push(JSON.parse(body));
      response.end();
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  // A listening TCP server's address is never a string.
  endpointUrl = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
});
afterAll(async () => {
  globalAgent.options = agentOptions;
  globalAgent.destroy();
  client.destroy();
  endpoint.closeAllConnections();
  await new Promise((resolve) => endpoint.close(resolve));
  await cloud.close();
  expect(cloud.errors).toEqual([]);
  rmSync(data, { recursive: true, force: true });
});
beforeEach(() => {
  messages = [];
});

/** Rejects when the library does not accept the message. */
function validate(message: Envelope | undefined): Promise<void> {
  const validator = new MessageValidator(new RegExp(`^127\\.0\\.0\\.1:${cloud.port}$`));
  return new Promise((resolve, reject) =>
    validator.validate({ ...message }, (error) => (error === null ? resolve() : reject(error))),
  );
}

/** Visits a link as a browser does: unsigned. */
function visit(url: string | undefined): Promise<string> {
  const get = url?.startsWith("https:") ? httpsGet : httpGet;
  return new Promise((resolve, reject) => {
    get(url ?? "", (response) => {
      let body = `${response.statusCode} `;
      response.on("data", (piece: Buffer) => (body += piece.toString()));
      response.on("end", () => resolve(body));
    }).on("error", reject);
  });
}

async function subscribe(path: string, version: "1" | "2"): Promise<{ topic: string; subscription: string }> {
  const created = await client.send(new CreateTopicCommand({ Name: `signed-${path}`, Attributes: {} }));
  const TopicArn = created.TopicArn ?? "";
  const attribute = { TopicArn, AttributeName: "SignatureVersion", AttributeValue: version };
  await client.send(new SetTopicAttributesCommand(attribute));
  const { SubscriptionArn = "" } = await client.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: "http",
      Endpoint: `${endpointUrl}/${path}`,
      ReturnSubscriptionArn: true,
    }),
  );
  await cloud.settle();
  return { topic: TopicArn, subscription: SubscriptionArn };
}

/** AWS's text of a confirmation: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html */
const CONFIRMATION = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

describe.each(["1", "2"] as const)("SignatureVersion %s", (version) => {
  it("holds for every message of an endpoint that confirms, is unsubscribed by its link, and comes back", async () => {
    const { topic, subscription } = await subscribe(`all-${version}`, version);
    const [asked] = messages;
    expect(asked).toMatchObject({ Type: "SubscriptionConfirmation", SignatureVersion: version, TopicArn: topic });
    expect(asked?.["SigningCertURL"]).toMatch(
      new RegExp(`^https://127\\.0\\.0\\.1:${cloud.port}/SimpleNotificationService-[0-9a-f]{32}\\.pem$`),
    );
    await validate(asked);
    expect(await visit(asked?.["SubscribeURL"])).toContain(`<SubscriptionArn>${subscription}</SubscriptionArn>`);

    for (const Subject of [undefined, "Grüße"]) {
      messages = [];
      await client.send(new PublishCommand({ TopicArn: topic, Message: 'naïve "text"\n😀', Subject }));
      await cloud.settle();
      expect(messages).toMatchObject([
        { Type: "Notification", SignatureVersion: version, Message: 'naïve "text"\n😀' },
      ]);
      await validate(messages[0]);
      await expect(validate({ ...messages[0], Message: "another" })).rejects.toThrow("signature is invalid");
    }

    const link = messages[0]?.["UnsubscribeURL"];
    messages = [];
    expect(await visit(link)).toMatch(/^200 /);
    await cloud.settle();
    const [farewell] = messages;
    expect(farewell).toMatchObject({ Type: "UnsubscribeConfirmation", SignatureVersion: version });
    const certificate = (await visit(farewell?.["SigningCertURL"])).replace(/^200 /, "");
    const text = CONFIRMATION.map((key) => `${key}\n${farewell?.[key]}\n`).join("");
    const verifier = createVerify(version === "1" ? "RSA-SHA1" : "RSA-SHA256").update(text);
    expect(verifier.verify(new X509Certificate(certificate).publicKey, farewell?.["Signature"] ?? "", "base64")).toBe(
      true,
    );
    // The library leaves the Token out of this one type's text, against AWS's page: it takes AWS's own for forged too.
    await expect(validate(farewell)).rejects.toThrow("signature is invalid");

    expect(await visit(farewell?.["SubscribeURL"])).toContain(`<SubscriptionArn>${subscription}</SubscriptionArn>`);
    messages = [];
    await client.send(new PublishCommand({ TopicArn: topic, Message: "back" }));
    await cloud.settle();
    await validate(messages[0]);
  });
});

describe("the certificate", () => {
  it("is the same over plain HTTP, for clients that do not trust this server's TLS", async () => {
    await subscribe("plain", "2");
    const url = messages[0]?.["SigningCertURL"] ?? "";
    expect(await visit(url.replace("https:", "http:"))).toBe(await visit(url));
  });
});

describe("AuthenticateOnUnsubscribe", () => {
  it("takes a signed confirmation, and makes the link in messages powerless", async () => {
    const { topic, subscription } = await subscribe("authenticated", "1");
    const Token = messages[0]?.["Token"];
    const confirmation = { TopicArn: topic, Token, AuthenticateOnUnsubscribe: "true" };
    await client.send(new ConfirmSubscriptionCommand(confirmation));
    messages = [];
    await client.send(new PublishCommand({ TopicArn: topic, Message: "hello" }));
    await cloud.settle();
    const refused = await visit(messages[0]?.["UnsubscribeURL"]);
    expect(refused).toMatch(/^403 .*<Code>AuthorizationError<\/Code>/s);
    const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic }));
    expect(Subscriptions?.map((each) => each.SubscriptionArn)).toEqual([subscription]);
    const { Attributes } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: subscription }));
    expect(Attributes).toMatchObject({ ConfirmationWasAuthenticated: "true", PendingConfirmation: "false" });
  });

  it("is refused of a link, which nobody signs; without it the link confirms, and can be taken back by another", async () => {
    const { subscription } = await subscribe("unsigned", "1");
    const link = messages[0]?.["SubscribeURL"];
    const refused = await visit(`${link}&AuthenticateOnUnsubscribe=true`);
    expect(refused).toMatch(/^403 .*<Code>AuthorizationError<\/Code>/s);
    const before = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: subscription }));
    expect(before.Attributes).toMatchObject({ PendingConfirmation: "true" });
    expect(await visit(link)).toMatch(/^200 /);
    const { Attributes } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: subscription }));
    expect(Attributes).toMatchObject({ ConfirmationWasAuthenticated: "false" });
    const unsubscribe = `${cloud.endpoint}/?Action=Unsubscribe&SubscriptionArn=${subscription}`;
    expect(await visit(unsubscribe)).toMatch(/^200 /);
  });
});
