/** The wire protocols by name. */
import type { ProtocolName } from "../schema/model.ts";
import { AWS_JSON } from "./aws-json.ts";
import { AWS_QUERY } from "./aws-query.ts";
import type { Protocol } from "./protocol.ts";
import { REST_JSON } from "./rest-json.ts";
import { REST_XML } from "./rest-xml.ts";
import { RPC_V2_CBOR } from "./rpc-v2-cbor.ts";

/** Every protocol that is spoken. */
export const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = {
  json: AWS_JSON,
  query: AWS_QUERY,
  "rest-json": REST_JSON,
  "rest-xml": REST_XML,
  "smithy-rpc-v2-cbor": RPC_V2_CBOR,
};
