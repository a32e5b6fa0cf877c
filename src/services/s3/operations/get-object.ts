/** GetObject: an object's bytes, or some of them. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { meterRequest } from "../metering.ts";
import { bodyOf, openBody } from "../object/body-store.ts";
import { select } from "../object/byte-range.ts";
import { checkReadConditions } from "../object/conditions.ts";
import { findObject } from "../object/find-object.ts";
import { READ_MEMBERS, describeObject } from "../object/object-answer.ts";
import { objectArn } from "../object/object-key.ts";

export const getObject = operation.stream(S3.GetObject, {
  honours: READ_MEMBERS,
  on: objectArn,
  async run(input, at) {
    meterRequest(at, 2, input.Bucket);
    return at.read(({ tx, now }) => {
      const { object } = findObject(tx, input);
      checkReadConditions(input, object, now);
      const body = bodyOf(tx, object.body);
      const selection = select(input, object, body);
      return {
        ...describeObject({ object, body }, selection, input),
        TagCount: object.tags?.length,
        // Opened here, so that the files stay although the object may be replaced before the first byte is read.
        Body: openBody(at, body, selection.range),
      };
    });
  },
});
