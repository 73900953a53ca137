import { formatCount } from '../../format/numbers';
import { t } from '../../words';
import { perLocale } from '../../words/per-locale';

const range = perLocale((locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }));

/** "1 row", "1,234 rows". */
export function rowsWords(count: number): string {
  return t('imports.rows', counting(count));
}

/** A count for a text of the catalogue that chooses by it. */
export function counting(count: number): { count: number; n: string } {
  return { count, n: formatCount(count) };
}

/** The UTC days from one to another, both inside: "Nov 1 – 20, 2026". */
export function days(from: string, through: string): string {
  return range().formatRange(new Date(`${from}T00:00:00Z`), new Date(`${through}T00:00:00Z`));
}
