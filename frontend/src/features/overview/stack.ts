import type { money, report } from '../../api/backend';
import type { Layer, Stack } from '../../charts/day-stack';
import { distinct } from '../../charts/colours';
import { sumMoney } from '../../format/money';
import { formatCount } from '../../format/numbers';
import { t } from '../../words';

type Values = (money.Amount | null | undefined)[];

/** The days as a stack in the order of the month's largest services; those beyond the colours are one layer. */
export function stackOf({ days, settled, series }: report.Bars, largest: string[]): Stack {
  const place = (s: report.Series) => (largest.includes(s.service) ? largest.indexOf(s.service) : largest.length);
  const sorted = [...series].sort((a, b) => place(a) - place(b));
  const named = sorted.slice(0, sorted.length > distinct + 1 ? distinct : distinct + 1);
  const others = sorted.slice(named.length);
  const layers = named.map((s) => layer(s.service, s.label, s.values, false));
  if (others.length > 0) layers.push(layer('', t('overview.others', { n: formatCount(others.length) }), daily(days, others), true));
  return { days, settled, series: layers, totals: daily(days, series) };
}

function layer(key: string, label: string, values: Values, other: boolean): Layer {
  return { key, account: '', label, other, values: values.map((v) => v ?? null) };
}

/** The exact sum of each day; a day of which nothing was read has none. */
function daily(days: string[], series: report.Series[]): (money.Amount | null)[] {
  return days.map((_, i) => sumMoney(series.flatMap((s) => s.values[i] ?? []))[0] ?? null);
}
