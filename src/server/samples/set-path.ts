/** Changing one value deep inside a sample, as `Records[0].s3.object.key=a.csv` says it. */

/**
 * Sets what `assignment` says. The value is JSON where it can be read as such, and text otherwise.
 * @throws Error when the path leads into a value that has no members
 */
export function setPath(document: unknown, assignment: string): void {
  const mark = assignment.indexOf("=");
  const steps = mark < 1 ? [] : stepsOf(assignment.slice(0, mark));
  const last = steps.pop();
  if (last === undefined) {
    throw new Error(`--set takes path=value, such as Records[0].body=hello, not "${assignment}".`);
  }
  let place: unknown = document;
  for (const step of steps) place = into(place, step, assignment);
  holderOf(place, last, assignment)[last] = valueOf(assignment.slice(mark + 1));
}

/** What the path goes through; objects that are not there yet are made. */
function into(place: unknown, step: string, assignment: string): unknown {
  const holder = holderOf(place, step, assignment);
  return (holder[step] ??= {});
}

/** @throws Error for what has no such members */
function holderOf(place: unknown, step: string, assignment: string): Record<string, unknown> {
  const isIndex = /^\d+$/.test(step);
  const fits = typeof place === "object" && place !== null && (!Array.isArray(place) || isIndex);
  if (!fits || step === "__proto__") {
    throw new Error(`The path of --set ${assignment} leads nowhere: there is no place for "${step}".`);
  }
  if (Array.isArray(place) && Number(step) > place.length) {
    throw new Error(`The path of --set ${assignment} leaves a gap: the list has ${place.length} elements.`);
  }
  // An object or, with a number as the step, a list: both hold values by name.
  return place as Record<string, unknown>;
}

/** `Records[0].body` and `Records.0.body` are the same path. */
function stepsOf(path: string): string[] {
  return path.replaceAll(/\[(\d+)\]/g, ".$1").split(".");
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is text: nobody wants to quote quotes in a shell.
    return text;
  }
}
