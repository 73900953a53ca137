import { perLocale } from '../words/per-locale';

const names = perLocale((locale) => new Intl.DisplayNames(locale, { type: 'currency', fallback: 'none' }));

const usual = ['AUD', 'BRL', 'CAD', 'CHF', 'CNY', 'CZK', 'DKK', 'EUR', 'GBP', 'HKD', 'INR', 'JPY', 'KRW', 'MXN', 'NOK', 'NZD', 'PLN', 'SEK', 'SGD', 'TRY', 'USD', 'ZAR'];

/** A currency with its name, "EUR · Euro"; its letters alone where they name none. */
export function formatCurrency(code: string): string {
  const name = /^[A-Z]{3}$/.test(code) ? names().of(code) : undefined;
  return name ? `${code} · ${name}` : code;
}

/** Every currency that the web view can name, and those of `more`, by their letters. */
export function currencies(more: string[] = []): string[] {
  const known = 'supportedValuesOf' in Intl ? Intl.supportedValuesOf('currency') : usual;
  return [...new Set([...known, ...more])].sort();
}
