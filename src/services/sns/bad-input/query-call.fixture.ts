/** A call as a client of the query protocol makes it: the input as a form, and what is refused as XML. */
import { AWS_QUERY } from "../../../protocol/aws-query.ts";
import { ProtocolError } from "../../../protocol/protocol.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import type { Shape } from "../../../schema/model.ts";
import type { SnsOperation, World } from "./bad-input.fixture.ts";

/** What a client is told. */
export interface QueryRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Calls, and answers with the operation's output; rejects with an error whose `refusal` is what the client reads. */
export async function callByQuery({ cloud }: World, name: SnsOperation, input: object): Promise<unknown> {
  const operation = SNS.model.operations[name];
  if (operation === undefined) throw new Error(`${name} is no operation`);
  const shape = SNS.model.shapes[operation.input?.shape ?? ""];
  const parameters = shape === undefined ? [] : parametersOf(shape, "", input);
  const body = Buffer.from(new URLSearchParams([["Action", name], ...parameters]).toString());
  const request = { method: "POST", path: "/", query: "", headers: {}, body };
  const call = { model: SNS.model, operation, labels: {} };
  return cloud.callUnchecked(SNS[name], AWS_QUERY.readRequest(call, request));
}

/** What a client reads of a call that is refused. */
export async function queryRefusal(world: World, name: SnsOperation, input: object): Promise<QueryRefusal> {
  const error = await callByQuery(world, name, input).then(
    (output) => new Error(`it is refused, not answered ${JSON.stringify(output)}`),
    (refusal: unknown) => refusal,
  );
  if (!(error instanceof ServiceError || error instanceof ProtocolError)) throw error;
  const { status, body } = AWS_QUERY.writeError(SNS.model, error, { requestId: "r" });
  const text = String(body);
  return { status, code: elementOf(text, "Code"), message: elementOf(text, "Message") };
}

/** A value as parameters: `List.member.1`, `Map.entry.1.key`. */
function parametersOf(shape: Shape, name: string, value: unknown): [string, string][] {
  if (value === undefined) return [];
  // The tables give each shape what it is made of, or a text in its place.
  const members = Object.entries(value as object).filter(([, each]) => each !== undefined);
  const shapeOf = (use: { readonly shape: string }): Shape => {
    const used = SNS.model.shapes[use.shape];
    if (used === undefined) throw new Error(`there is no shape ${use.shape}`);
    return used;
  };
  switch (shape.type) {
    case "structure":
      return members.flatMap(([member, each]) => {
        const use = shape.members[member];
        if (use === undefined) throw new Error(`${name} has no member ${member}`);
        return parametersOf(shapeOf(use), name === "" ? member : `${name}.${member}`, each);
      });
    case "list":
      // An empty list is how clients send it.
      if (members.length === 0) return [[name, ""]];
      return members.flatMap(([, each], index) =>
        parametersOf(shapeOf(shape.member), `${name}.member.${index + 1}`, each),
      );
    case "map":
      return members.flatMap(([key, each], index) => [
        [`${name}.entry.${index + 1}.${shape.key.locationName ?? "key"}`, key] satisfies [string, string],
        ...parametersOf(
          shapeOf(shape.value),
          `${name}.entry.${index + 1}.${shape.value.locationName ?? "value"}`,
          each,
        ),
      ]);
    case "blob":
      return [[name, value instanceof Uint8Array ? Buffer.from(value).toString("base64") : String(value)]];
    default:
      return [[name, String(value)]];
  }
}

function elementOf(xml: string, name: string): string {
  const text = new RegExp(`<${name}>(.*?)</${name}>`, "s").exec(xml)?.[1] ?? "";
  return text
    .replace(/&#x([0-9A-Fa-f]+);/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}
