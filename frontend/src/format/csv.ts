const formulaic = /^[\s]*[=+\-@\t\r\n\0＝＋－＠]/;
const number = /^-?\d+(\.\d+)?$/;

/** A table as CSV by RFC 4180. What a spreadsheet may take for a formula gets an apostrophe before it; numbers stay numbers. */
export function toCSV(rows: string[][]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  const safe = formulaic.test(text) && !number.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
