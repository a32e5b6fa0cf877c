/** Powertools' batch processing, as its manual shows it: records that fail are reported, the others are not repeated. */
import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { parser } from "@aws-lambda-powertools/batch/parser";
import { SqsRecordSchema } from "@aws-lambda-powertools/parser/schemas/sqs";
import { JSONStringified } from "@aws-lambda-powertools/parser/helpers";
import { z } from "zod";

const orderSchema = SqsRecordSchema.extend({ body: JSONStringified(z.object({ order: z.number() })) });
const processor = new BatchProcessor(EventType.SQS, { parser, schema: orderSchema });

export const handler = (event: { Records: unknown[] }, context: unknown): Promise<unknown> =>
  processPartialResponse(
    event,
    ({ body }: z.infer<typeof orderSchema>) => {
      console.log(`order ${body.order}`);
    },
    processor,
    { context },
  );
