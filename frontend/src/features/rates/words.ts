import type { rates } from '../../api/backend';
import { formatDecimal } from '../../format/numbers';

/** A rate as people tell it: "1 EUR = 1.0873 USD". */
export function rateWords({ currency, rate, quote }: rates.Rate): string {
  return `1 ${currency} = ${formatDecimal(rate)} ${quote}`;
}
