import { locale as spokenLocale, t } from '../words';

/** An exact amount as it comes from Go: a decimal string, never a number. */
export interface Amount {
  value: string;
  currency: string;
}

const formats = new Map<string, Intl.NumberFormat>();

function format(currency: string, locale: string, digits: number): Intl.NumberFormat {
  const key = `${currency} ${locale} ${digits}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formats.set(key, found);
  }
  return found;
}

/** An amount for people to read, exact to the digits shown: "$12.34". */
export function formatMoney(amount: Amount, locale = spokenLocale()): string {
  return format(amount.currency, locale, 2).format(amount.value as `${number}`); // a decimal string stays exact
}

/** An amount that "$0.00" would hide: "$0.0000125". Others are shown as {@link formatMoney} does. */
export function formatSmallMoney(amount: Amount, locale = spokenLocale()): string {
  const digits = /^-?0\.00(\d*[1-9])/.exec(amount.value);
  if (!digits) return formatMoney(amount, locale);
  return format(amount.currency, locale, (digits[1] ?? '').length + 2).format(amount.value as `${number}`);
}

/** Something that is left, in a currency or in the vendor's own unit: "12.50 USD", "3,400 credits". */
export function formatLeft(value: string, unit: string): string {
  const digits = /^[A-Z]{3}$/.test(unit) ? 2 : 0;
  const number = new Intl.NumberFormat(spokenLocale(), { minimumFractionDigits: digits, maximumFractionDigits: 9 });
  return `${number.format(value as `${number}`)} ${unit}`;
}

/** The exact amount for whoever wants the last digit: "12.340000125 USD". */
export function exactMoney(amount: Amount): string {
  return `${amount.value} ${amount.currency}`;
}

/** Amounts of several currencies in one line; nothing known is "no data", never "$0.00". */
export function formatAll(amounts: Amount[], locale = spokenLocale()): string {
  if (amounts.length === 0) return t('format.noData');
  return amounts.map((a) => formatSmallMoney(a, locale)).join(' + ');
}

/** The exact sums, one a currency, in the order in which the currencies come. */
export function sumMoney(amounts: Amount[]): Amount[] {
  const sums = new Map<string, bigint>();
  for (const { value, currency } of amounts) sums.set(currency, (sums.get(currency) ?? 0n) + toNanos(value));
  return [...sums].map(([currency, nanos]) => ({ value: fromNanos(nanos), currency }));
}

const places = 9; // as many as Go keeps

function toNanos(value: string): bigint {
  const parts = /^(-?)(\d+)(?:\.(\d*))?$/.exec(value);
  if (!parts) throw new Error(`“${value}” is no amount.`); // which is not zero
  const [, sign, units = '', rest = ''] = parts;
  const nanos = BigInt(units + rest.slice(0, places).padEnd(places, '0'));
  return sign ? -nanos : nanos;
}

function fromNanos(nanos: bigint): string {
  const digits = String(nanos < 0n ? -nanos : nanos).padStart(places + 1, '0');
  const value = `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/0{1,5}$/, ''); // four places stay, as Go writes them
  return nanos < 0n ? `-${value}` : value;
}

/** "100.0000" as a person would type it: "100". */
export function typedMoney(value: string): string {
  return value.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}

/** Whether an amount is nothing, told from its digits. */
export function isZero(amount: Amount): boolean {
  return !/[1-9]/.test(amount.value);
}

/** Where a chart draws an amount, or a meter ends. Good to a pixel and never for a sum. */
export function toPixels(amount: Amount): number {
  return Number(amount.value);
}
