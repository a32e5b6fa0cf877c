/** Function URLs in the store: by their function, and by the id that a request names. */
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { functionNotFound, urlFunctionMissing, urlMissing, urlQualifierInvalid } from "../errors.ts";
import { findFunction } from "../function/find-function.ts";
import { type FunctionReference, functionReference } from "../function/function-name.ts";
import { functionUrls, urlIds } from "../keyspaces.ts";
import type { FunctionUrlRecord } from "./url-record.ts";

/** What a request about a URL names. */
interface UrlRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
}

/** @throws the answers to a version, which can have no URL, and to an alias that is not there */
export function urlReference({ FunctionName, Qualifier }: UrlRequest, at: ReadScope): FunctionReference {
  const reference = functionReference(FunctionName, at, Qualifier);
  if (/^(?:\$LATEST|\d+)$/.test(reference.qualifier)) throw urlQualifierInvalid(reference.qualifier);
  return reference;
}

/** @throws the answer to a function, or an alias, that is not there */
export function requireUrlFunction(reference: FunctionReference, at: ReadScope): void {
  const { name, arn, qualifier } = reference;
  if (findFunction({ name, qualifier: "" }, at) === undefined) throw urlFunctionMissing();
  if (findFunction(reference, at) === undefined) throw functionNotFound(`${arn}:${qualifier}`);
}

/** @throws the answer to a function that has no URL, or is not there */
export function requireUrl({ name, qualifier }: FunctionReference, at: ReadScope): FunctionUrlRecord {
  const record = functionUrls.get(at.tx, [at.account, at.region, name, qualifier]);
  if (record === undefined) throw urlMissing();
  return record;
}

/** The URL of an id, wherever its function is. */
export function urlOfId(urlId: string, at: ReadScope): FunctionUrlRecord | undefined {
  const key = urlIds.get(at.tx, [urlId]);
  return key && functionUrls.get(at.tx, [key.account, key.region, key.name, key.qualifier]);
}

export function putUrl(record: FunctionUrlRecord, at: WriteScope): void {
  const { account, region, name, qualifier, urlId } = record;
  functionUrls.put(at.tx, [account, region, name, qualifier], record);
  urlIds.put(at.tx, [urlId], { account, region, name, qualifier });
}

export function removeUrl({ account, region, name, qualifier, urlId }: FunctionUrlRecord, at: WriteScope): void {
  functionUrls.delete(at.tx, [account, region, name, qualifier]);
  urlIds.delete(at.tx, [urlId]);
}

/** The URL of an alias that is being deleted. */
export function removeUrlOf(
  { account, region, name, qualifier }: Pick<FunctionUrlRecord, "account" | "region" | "name" | "qualifier">,
  at: WriteScope,
): void {
  const record = functionUrls.get(at.tx, [account, region, name, qualifier]);
  if (record !== undefined) removeUrl(record, at);
}

/** The URLs of a function that is being deleted, its aliases' too. */
export function removeUrlsOf(name: string, at: WriteScope): void {
  for (const { value } of functionUrls.range(at.tx, [at.account, at.region, name])) removeUrl(value, at);
}
