/** PutMetricData: adds data to metrics, which exist from their first datum on. */
import { operation } from "../../../platform/operation.ts";
import { CloudWatch } from "../../../schema/generated/cloudwatch.ts";
import { collectionTooLarge, invalidParameterValue, missingParameter } from "../errors.ts";
import { DATA_MAX } from "../limits.ts";
import { acceptDatum } from "../metric/accept-datum.ts";
import { storeDatum } from "../metric/store-datum.ts";
import { meterRequest } from "../meter-request.ts";

export const putMetricData = operation.write(CloudWatch.PutMetricData, {
  honours: ["Namespace", "MetricData"],
  on: (input, place) => `arn:aws:cloudwatch:${place.region}:${place.account}:${input.Namespace}`,
  run({ Namespace, MetricData }, at) {
    if (at.caller.kind !== "service" && Namespace.startsWith("AWS/")) {
      throw invalidParameterValue("Namespace", Namespace);
    }
    if (MetricData === undefined || MetricData.length === 0) throw missingParameter("MetricData");
    if (MetricData.length > DATA_MAX) throw collectionTooLarge("MetricData", DATA_MAX);
    const accepted = MetricData.map((datum, index) => acceptDatum(datum, `MetricData.member.${index + 1}`, at.now));
    for (const datum of accepted) storeDatum(at, Namespace, datum);
    meterRequest(at, "CW:Requests");
    return {};
  },
});
