/** JSON as CloudWatch's notifications and reasons have it: doubles with a decimal point, times with a zone of digits. */

/** A number that is printed as Java prints doubles: `21.0`, `1.0E7`. */
export class JavaDouble {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** JSON text of plain data with doubles in it; members that are undefined are left out. */
export function javaJson(value: unknown): string {
  if (value instanceof JavaDouble) return printDouble(value.value);
  if (Array.isArray(value)) return `[${value.map(javaJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${javaJson(member)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/Double.html#toString(double) */
export function printDouble(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** `2019-10-02T17:04:40.985+0000` */
export function printTime(time: number): string {
  return new Date(time).toISOString().replace("Z", "+0000");
}

/** `02/10/19 16:59:00` */
export function printShortTime(time: number): string {
  const [date = "", clock = ""] = new Date(time).toISOString().split("T");
  const [year = "", month = "", day = ""] = date.split("-");
  return `${day}/${month}/${year.slice(2)} ${clock.slice(0, 8)}`;
}
