const range = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** "1 row", "1,234 rows". */
export function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}

/** The UTC days from one to another, both inside: "Nov 1 – 20, 2026". */
export function days(from: string, through: string): string {
  return range.formatRange(new Date(`${from}T00:00:00Z`), new Date(`${through}T00:00:00Z`));
}
