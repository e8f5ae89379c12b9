const FORMULA = /(^|[;\t])(?=\s*[=+\-@\t\r])/g;

/**
 * A table as comma-separated values (RFC 4180), the head first. Spreadsheets run what begins like a
 * formula: a text that does gets an apostrophe before it, also behind what separates fields where
 * lists are written with semicolons. Null is an empty field.
 */
export function csvOf(
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  return [head, ...rows].map((row) => `${row.map(fieldOf).join(",")}\r\n`).join("");
}

function fieldOf(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = value.replace(FORMULA, "$1'");
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
