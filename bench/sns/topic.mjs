/** Topics of a server under test: made with their subscribers by the query protocol, and removed. */
import { call, createQueue } from "../servers.mjs";

const ACCOUNT = "000000000000";

/** What the measured publishes carry: an attribute that filter policies look at, and a body of 1 KiB. */
export const BODY = "x".repeat(1024);
export const COLOUR = "red";
export const MATCHING = JSON.stringify({ colour: [COLOUR, "blue"] });
export const OTHER = JSON.stringify({ colour: ["green"] });

let made = 0;

/**
 * Makes a topic with one queue for each of `subscriptions`, which are attributes.
 * @returns the topic's ARN, the queues' URLs, and `remove`
 */
export async function makeTopic(server, subscriptions) {
  const name = `topic-${++made}`;
  const { TopicArn } = await query(server, "CreateTopic", { Name: name });
  const urls = [];
  for (const [index, attributes] of subscriptions.entries()) {
    const queue = `${name}-${index}`;
    urls.push(await createQueue(server, queue));
    await subscribe(server, TopicArn, { Endpoint: arnOf(queue), attributes });
  }
  const remove = async () => {
    await query(server, "DeleteTopic", { TopicArn });
    for (const QueueUrl of urls) await call(server, "DeleteQueue", { QueueUrl });
  };
  return { TopicArn, urls, remove };
}

export function arnOf(queue) {
  return `arn:aws:sqs:us-east-1:${ACCOUNT}:${queue}`;
}

/** Subscribes a queue, which need not exist. */
export function subscribe(server, TopicArn, { Endpoint, attributes }) {
  const given = Object.entries(attributes).flatMap(([name, value], index) => [
    [`Attributes.entry.${index + 1}.key`, name],
    [`Attributes.entry.${index + 1}.value`, value],
  ]);
  return query(server, "Subscribe", { TopicArn, Protocol: "sqs", Endpoint, ...Object.fromEntries(given) });
}

/** A Publish as headers, body, and what its answer contains. */
export function publishOf(TopicArn, message = BODY) {
  const attribute = { Name: "colour", "Value.DataType": "String", "Value.StringValue": COLOUR };
  const parameters = Object.entries(attribute).map(([name, value]) => [`MessageAttributes.entry.1.${name}`, value]);
  const body = formOf("Publish", { TopicArn, Message: message, ...Object.fromEntries(parameters) });
  return { headers: HEADERS, body, expected: "<MessageId>" };
}

/** Calls an operation of SNS and returns the text elements of its answer by name. */
export async function query({ endpoint }, action, parameters) {
  const response = await fetch(endpoint, { method: "POST", headers: HEADERS, body: formOf(action, parameters) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${action}: ${text}`);
  return Object.fromEntries([...text.matchAll(/<(\w+)>([^<]+)<\/\1>/g)].map(([, name, value]) => [name, value]));
}

const HEADERS = { "content-type": "application/x-www-form-urlencoded" };

function formOf(action, parameters) {
  return new URLSearchParams({ Action: action, Version: "2010-03-31", ...parameters }).toString();
}
