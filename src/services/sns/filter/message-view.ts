/** A message as filter policies see it: read when the first of them asks, and kept for all that are tried on it. */
import { type PublishedMessage, messageFor } from "../message/published-message.ts";
import { type AttributeValues, attributeValues } from "./match-attributes.ts";
import type { JsonObject } from "./match-body.ts";
import { quoted } from "./quoted.ts";

export interface MessageView {
  readonly hasAttributes: boolean;
  /** Undefined when an attribute is malformed. */
  attributes(): AttributeValues | undefined;
  /** What subscriptions of `protocol` are told; undefined when that is no JSON object. */
  body(protocol: string): JsonObject | undefined;
  /** An attribute's value or values, as reasons repeat them. */
  shownAttribute(name: string): string;
}

export function messageView(
  message: Pick<PublishedMessage, "attributes" | "message" | "protocolMessages">,
): MessageView {
  let read: { readonly values: AttributeValues | undefined } | undefined;
  const bodies = new Map<string, JsonObject | undefined>();
  const shown = new Map<string, string>();
  const view: MessageView = {
    hasAttributes: message.attributes.length > 0,
    attributes: () => (read ??= { values: attributeValues(message.attributes) }).values,
    body(protocol) {
      const text = messageFor(message, protocol);
      if (!bodies.has(text)) bodies.set(text, jsonObject(text));
      return bodies.get(text);
    },
    shownAttribute(name) {
      let text = shown.get(name);
      if (text === undefined) {
        const values = view.attributes()?.get(name) ?? [];
        text = quoted(values.length === 1 ? values[0] : values);
        shown.set(name, text);
      }
      return text;
    },
  };
  return view;
}

function jsonObject(text: string): JsonObject | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    // An object: its members are looked at one by one.
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed as JsonObject;
  } catch {
    // Plain text is no error of the publisher: a policy on the body just never lets it through.
  }
  return undefined;
}
