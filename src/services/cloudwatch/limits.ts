/** Every bound of CloudWatch. Where no other page is named: cloudwatch_limits.html of the CloudWatch User Guide. */

/** API reference of PutMetricData. */
export const DATA_MAX = 1_000;
export const VALUES_MAX = 150;
export const VALUE_MAX = 2 ** 360;
export const DATUM_AGE_MILLISECONDS_MAX = 14 * 24 * 3_600_000;
export const DATUM_AHEAD_MILLISECONDS_MAX = 2 * 3_600_000;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention */
export const DATA_KEPT_MILLISECONDS = 455 * 24 * 3_600_000;
/** From these ages on, data can be read only at periods that are multiples of so many seconds. */
export const COARSER_PERIODS = [
  { olderThanMilliseconds: 63 * 24 * 3_600_000, periodSeconds: 3_600 },
  { olderThanMilliseconds: 15 * 24 * 3_600_000, periodSeconds: 300 },
] as const;
/** How long a metric without new data is listed: API reference of ListMetrics. */
export const LISTED_MILLISECONDS = 14 * 24 * 3_600_000;
/** What ListMetrics calls recently active. */
export const RECENTLY_ACTIVE_MILLISECONDS = 3 * 3_600_000;

/** API references of GetMetricStatistics, GetMetricData and ListMetrics. */
export const STATISTICS_POINTS_MAX = 1_440;
export const METRIC_DATA_POINTS_MAX = 100_800;
export const METRIC_DATA_QUERIES_MAX = 500;
export const LIST_METRICS_PAGE = 500;

/** API reference of PutMetricAlarm. */
export const ALARM_DAY_SECONDS_MAX = 86_400;
export const ALARM_WEEK_SECONDS_MAX = 604_800;
export const ALARM_HOUR_PERIOD_SECONDS = 3_600;
export const TAGS_MAX = 50;
export const ALARM_NAME_CHARACTERS_MAX = 255;
/** API reference of DescribeAlarms and DescribeAlarmHistory. */
export const RECORDS_DEFAULT = 50;
export const HISTORY_RECORDS_DEFAULT = 100;
/** API reference of DescribeAlarmHistory. */
export const HISTORY_KEPT_MILLISECONDS = 30 * 24 * 3_600_000;
/** API reference of Publish of Amazon SNS. */
export const SUBJECT_CHARACTERS_MAX = 100;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export const WIDGETS_MAX = 500;
export const WIDGET_COLUMNS = 24;
export const WIDGET_HEIGHT_MAX = 1_000;
export const WIDGET_METRICS_MAX = 500;
export const DASHBOARD_METRICS_MAX = 2_500;
export const DASHBOARD_NAME_CHARACTERS_MAX = 255;

// The bounds below are Sluice's own.

/** Distinct values of one metric in one minute that are kept as they are; beyond, they are rounded for percentiles. */
export const DISTINCT_VALUES_MAX = 1_000;
/** Rows of data that one turn of expiry removes. */
export const EXPIRED_ROWS_MAX = 1_000;
/** How far apart two turns of expiry of one metric are, when the first removed everything that had expired. */
export const EXPIRY_INTERVAL_MILLISECONDS = 24 * 3_600_000;
/** History items past their time that each new one clears away. */
export const HISTORY_CLEARED = 4;
/** How long after a full minute alarms are evaluated: the services' own metrics of the minute are in by then. */
export const EVALUATION_DELAY_MILLISECONDS = 10_000;
/** Periods by which an alarm's evaluation range is longer than its evaluation periods; AWS gives 5 for 3 as its example. */
export const EVALUATION_RANGE_EXTRA_PERIODS = 2;
/** Alarms that are evaluated in one turn of the event loop. */
export const ALARMS_A_TURN = 100;
/** Validation messages that one PutDashboard answers with. */
export const DASHBOARD_MESSAGES_MAX = 100;
/** Dashboards on one page of ListDashboards. */
export const DASHBOARDS_PAGE = 1_000;
