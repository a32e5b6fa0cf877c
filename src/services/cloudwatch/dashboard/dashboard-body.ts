/** What PutDashboard says of a body: what makes it no dashboard, and what of it would not be drawn. */
import type { DashboardValidationMessage } from "../../../schema/generated/cloudwatch.ts";
import { invalidDashboard } from "../errors.ts";
import {
  DASHBOARD_MESSAGES_MAX,
  DASHBOARD_METRICS_MAX,
  WIDGET_COLUMNS,
  WIDGET_HEIGHT_MAX,
  WIDGET_METRICS_MAX,
  WIDGETS_MAX,
} from "../limits.ts";

/**
 * Reads a body.
 * @returns warnings; the dashboard is kept all the same
 * @throws ServiceError DashboardInvalidInputError for a body that is no dashboard
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function checkDashboardBody(body: string): readonly DashboardValidationMessage[] {
  const document = parsed(body);
  const findings = new Findings();
  const { widgets } = document;
  if (!Array.isArray(widgets)) {
    findings.error("/widgets", "The field widgets must be an array");
  } else {
    if (widgets.length > WIDGETS_MAX) findings.error("/widgets", `Should NOT have more than ${WIDGETS_MAX} items`);
    let metricCount = 0;
    widgets.forEach((widget: unknown, index) => {
      metricCount += checkWidget(widget, `/widgets/${index}`, findings);
    });
    if (metricCount > DASHBOARD_METRICS_MAX) {
      findings.error("/widgets", `Should NOT have more than ${DASHBOARD_METRICS_MAX} metrics`);
    }
  }
  for (const name of Object.keys(document)) {
    if (!DOCUMENT_MEMBERS.has(name)) findings.warning(`/${name}`, "Unknown property");
  }
  if (findings.errors.length > 0) {
    throw invalidDashboard("The field DashboardBody must be a valid dashboard", findings.errors);
  }
  return findings.warnings;
}

const DOCUMENT_MEMBERS = new Set(["start", "end", "periodOverride", "widgets", "variables"]);

type JsonObject = Readonly<Record<string, unknown>>;

class Findings {
  readonly errors: DashboardValidationMessage[] = [];
  readonly warnings: DashboardValidationMessage[] = [];

  error(DataPath: string, Message: string): void {
    if (this.errors.length < DASHBOARD_MESSAGES_MAX) this.errors.push({ DataPath, Message });
  }

  warning(DataPath: string, Message: string): void {
    if (this.warnings.length < DASHBOARD_MESSAGES_MAX) this.warnings.push({ DataPath, Message });
  }
}

function parsed(body: string): JsonObject {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    throw invalidDashboard("The field DashboardBody must be a valid JSON object", [
      { DataPath: "", Message: "The field DashboardBody must be a valid JSON object" },
    ]);
  }
  if (!isObject(document)) throw invalidDashboard("The field DashboardBody must be a valid JSON object");
  return document;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const WIDGET_TYPES = new Set(["metric", "text", "log", "alarm", "explorer", "custom", "chart"]);

/** @returns how many metrics the widget shows */
function checkWidget(widget: unknown, path: string, findings: Findings): number {
  if (!isObject(widget)) {
    findings.error(path, "Should be an object");
    return 0;
  }
  const { type, properties } = widget;
  checkPlace(widget, path, findings);
  if (typeof type !== "string" || !WIDGET_TYPES.has(type)) {
    findings.error(`${path}/type`, `Should be one of ${[...WIDGET_TYPES].join(", ")}`);
    return 0;
  }
  if (!isObject(properties)) {
    findings.error(`${path}/properties`, "Should be an object");
    return 0;
  }
  const inside = `${path}/properties`;
  for (const [name, isValid] of Object.entries(REQUIRED[type] ?? {})) {
    if (!isValid(properties[name])) findings.error(`${inside}/${name}`, "Should be given, and of the right type");
  }
  return type === "metric" ? checkMetrics(properties, inside, findings) : 0;
}

const isText = (value: unknown): boolean => typeof value === "string";

/** What the properties of each type of widget must have. */
const REQUIRED: Readonly<Record<string, Readonly<Record<string, (value: unknown) => boolean>>>> = {
  metric: { region: isText },
  text: { markdown: isText },
  log: { region: isText, query: isText },
  alarm: { alarms: Array.isArray },
  explorer: { metrics: Array.isArray },
  custom: { endpoint: isText },
};

function checkPlace(widget: JsonObject, path: string, findings: Findings): void {
  if ((widget["x"] === undefined) !== (widget["y"] === undefined)) {
    findings.error(path, "The properties x and y must be given together");
  }
  checkRange(widget, { path, name: "x", min: 0, max: WIDGET_COLUMNS - 1 }, findings);
  checkRange(widget, { path, name: "y", min: 0, max: Infinity }, findings);
  checkRange(widget, { path, name: "width", min: 1, max: WIDGET_COLUMNS }, findings);
  checkRange(widget, { path, name: "height", min: 1, max: WIDGET_HEIGHT_MAX }, findings);
}

interface Bounds {
  readonly path: string;
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

function checkRange(widget: JsonObject, { path, name, min, max }: Bounds, findings: Findings): void {
  const value = widget[name];
  if (value === undefined) return;
  const isWithin = typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
  const most = max === Infinity ? "" : ` and at most ${max}`;
  if (!isWithin) findings.error(`${path}/${name}`, `Should be an integer of at least ${min}${most}`);
}

/** A metric widget shows metrics, or the alarms of its annotations. */
function checkMetrics({ metrics, annotations }: JsonObject, path: string, findings: Findings): number {
  const alarms = isObject(annotations) ? annotations["alarms"] : undefined;
  if (metrics === undefined) {
    if (!Array.isArray(alarms)) findings.error(path, "Should have metrics, or alarms in its annotations");
    return 0;
  }
  if (!Array.isArray(metrics)) {
    findings.error(`${path}/metrics`, "Should be an array");
    return 0;
  }
  if (metrics.length > WIDGET_METRICS_MAX) {
    findings.error(`${path}/metrics`, `Should NOT have more than ${WIDGET_METRICS_MAX} items`);
  }
  metrics.forEach((row: unknown, index) => {
    const place = `${path}/metrics/${index}`;
    if (!Array.isArray(row) || row.length === 0) {
      return findings.error(place, "Should be an array of the metric's parts");
    }
    const parts = isObject(row.at(-1)) ? row.slice(0, -1) : row;
    if (!parts.every(isText)) {
      return findings.error(place, "Should have text as its parts, and an object at its end only");
    }
    const isWhole = parts.length >= 2 && parts.length % 2 === 0;
    const isShortened = parts.some((part) => part === "..." || part === ".");
    if (parts.length > 0 && !isWhole && !isShortened) {
      findings.warning(place, "A metric has a namespace, a name, and dimensions by name and value");
    }
  });
  return metrics.length;
}
