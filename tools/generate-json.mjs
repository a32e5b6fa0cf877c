/** JSON with one operation or shape on each line: compact to load, and readable in a diff. */

/**
 * @param {unknown} document an object whose members are tables (objects of objects), objects or values
 * @returns {string}
 */
export function compactJson(document) {
  const sections = Object.entries(Object(document)).map(
    ([name, section]) => `${JSON.stringify(name)}:${table(section)}`,
  );
  return `{\n${sections.join(",\n")}\n}`;
}

/** @param {unknown} section */
function table(section) {
  const entries = Object.entries(Object(section));
  const isTable = entries.length > 0 && entries.every(([, row]) => row !== null && typeof row === "object");
  if (!isTable || Array.isArray(section)) return JSON.stringify(section);
  return `{\n${entries.map(([name, row]) => `${JSON.stringify(name)}:${JSON.stringify(row)}`).join(",\n")}\n}`;
}
