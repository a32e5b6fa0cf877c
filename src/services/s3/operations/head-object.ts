/** HeadObject: what GetObject would say, without the bytes. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { meterRequest } from "../metering.ts";
import { bodyOf } from "../object/body-store.ts";
import { select } from "../object/byte-range.ts";
import { checkReadConditions } from "../object/conditions.ts";
import { findObject } from "../object/find-object.ts";
import { READ_MEMBERS, describeObject } from "../object/object-answer.ts";
import { objectArn } from "../object/object-key.ts";

export const headObject = operation.read(S3.HeadObject, {
  honours: READ_MEMBERS,
  on: objectArn,
  run(input, at) {
    meterRequest(at, 2, input.Bucket);
    const { object } = findObject(at.tx, input);
    checkReadConditions(input, object, at.now);
    const body = bodyOf(at.tx, object.body);
    return { ...describeObject({ object, body }, select(input, object, body), input), TagCount: object.tags?.length };
  },
});
