/** The names of layers and of their versions, as requests and ARNs give them. */
import type { Place } from "../../../platform/scope.ts";
import { accessDenied, layerVersionTooLow } from "../errors.ts";

/** A layer of the request's own account and region. */
export interface LayerReference {
  readonly name: string;
  readonly arn: string;
}

/** A layer version anywhere. */
export interface LayerVersionReference {
  readonly region: string;
  readonly account: string;
  readonly name: string;
  readonly version: number;
}

const LAYER = /^arn:[^:]*:lambda:(?<region>[^:]+):(?<account>\d{12}):layer:(?<name>[\w-]+)$/;
const VERSION = /^arn:[^:]*:lambda:(?<region>[^:]+):(?<account>\d{12}):layer:(?<name>[\w-]+):(?<version>\d+)$/;

/** Reads LayerName. @throws the answer to a layer of somebody else */
export function layerReference(text: string, place: Place): LayerReference {
  const groups = LAYER.exec(text)?.groups;
  const { region = place.region, account = place.account, name = text } = groups ?? {};
  if (region !== place.region || account !== place.account) throw accessDenied();
  return { name, arn: layerArn(place, name) };
}

/** Reads VersionNumber. @throws the answer to numbers that no version has */
export function layerVersionNumber(version: number): number {
  if (version < 1) throw layerVersionTooLow();
  return version;
}

/** Reads the ARN of a layer version; undefined for any other text. */
export function layerVersionReference(arn: string): LayerVersionReference | undefined {
  const groups = VERSION.exec(arn)?.groups;
  if (groups === undefined) return undefined;
  const { region = "", account = "", name = "", version = "" } = groups;
  return { region, account, name, version: Number(version) };
}

export function layerArn(place: Pick<Place, "account" | "region">, name: string): string {
  return `arn:aws:lambda:${place.region}:${place.account}:layer:${name}`;
}

/** The ARN of whatever `text` names, for lineage: never throws. */
export function arnOfLayerNamed(text: string, place: Place): string {
  return text.startsWith("arn:") ? text : layerArn(place, text);
}
