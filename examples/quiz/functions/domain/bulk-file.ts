/** Bulk files: many submissions in one upload, as JSON (a list) or CSV (with a header line). */

/** One row as it stands in the file, not validated yet. */
export interface BulkRow {
  /** 1 is the first row after the header. */
  readonly row: number;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Reads a file by the ending of its name. @throws Error when it is neither, or not well-formed as a whole */
export function readBulkFile(name: string, text: string): BulkRow[] {
  if (name.endsWith(".json")) return readJson(text);
  if (name.endsWith(".csv")) return readCsv(text);
  throw new Error(`${name} ends in neither .json nor .csv`);
}

function readJson(text: string): BulkRow[] {
  const rows: unknown = JSON.parse(text);
  if (!Array.isArray(rows)) throw new Error("a bulk file in JSON is a list of submissions");
  return rows.map((row: unknown, index) => ({
    row: index + 1,
    input: typeof row === "object" && row !== null ? { ...row } : {},
  }));
}

/** Columns are members of a submission; `answers` holds `question=answer` pairs with semicolons between them. */
function readCsv(text: string): BulkRow[] {
  const [header = [], ...lines] = text
    .split(/\r?\n/)
    .filter((line) => line !== "")
    .map(cellsOf);
  return lines.map((cells, index) => {
    const input = Object.fromEntries(header.map((name, column) => [name, cells[column] ?? ""]));
    return {
      row: index + 1,
      input: { ...input, rubric: Number(input["rubric"] ?? 1), answers: answersOf(input["answers"] ?? "") },
    };
  });
}

/** The cells of one line; a cell in double quotes may hold commas, and doubled quotes for one of its own. */
function cellsOf(line: string): string[] {
  const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
  return cells.map(([, quoted, plain]) => (quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"')));
}

function answersOf(cell: string): Record<string, string> {
  const pairs = cell.split(";").filter((pair) => pair !== "");
  return Object.fromEntries(pairs.map((pair) => [pair.split("=")[0] ?? "", pair.slice(pair.indexOf("=") + 1)]));
}
