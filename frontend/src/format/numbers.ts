import { perLocale } from '../words/per-locale';

const whole = perLocale((locale) => new Intl.NumberFormat(locale));
const short = perLocale((locale) => new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }));

/** A count, "1,234,567". */
export function formatCount(n: number): string {
  return whole().format(n);
}

/** A count that is too long to read, "65.3M". */
export function formatShort(n: number): string {
  return short().format(n);
}

const exact = perLocale((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 12 }));

/** A decimal with each of its digits, up to 12 behind the point: "1.0873". */
export function formatDecimal(text: string): string {
  return exact().format(text as `${number}`); // a decimal string stays exact
}

/** Percent as they come from Go, "12.3 %"; "" stays "". */
export function formatPercent(text: string): string {
  return text && `${whole().format(text as `${number}`)} %`;
}
