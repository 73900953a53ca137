import type { outlook, report } from '../../api/backend';

/** The bars as a sheet: exact decimals, an empty cell for a day that was not read. */
export function daysSheet({ days, settled, series, totals }: report.Stack, currency: string): string[][] {
  return [
    ['day', 'currency', 'total', 'settled', ...series.map((s) => s.label)],
    ...days.map((day, i) => [day, currency, totals[i]?.value ?? '', settled[i] ? 'yes' : 'no', ...series.map((s) => s.values[i]?.value ?? '')]),
  ];
}

/** The rows as a sheet, with every figure that is known. */
export function rowsSheet({ rows }: report.Analytics, name: string): string[][] {
  const head = [name, 'key', 'account', 'currency', 'amount', 'share_percent', 'before', 'change', 'change_percent', 'input_tokens', 'cached_tokens', 'cache_write_tokens', 'output_tokens', 'requests', 'per_million_tokens', 'cache_hit_percent'];
  const tokens = (t: report.Tokens | undefined) => (t ? [t.input_tokens, t.cached_tokens, t.cache_write_tokens, t.output_tokens, t.requests].map(String) : ['', '', '', '', '']);
  return [
    head,
    ...rows.map((r) => [r.label, r.key, r.account, r.amount.currency, r.unread ? '' : r.amount.value, r.share, r.before?.value ?? '', r.change?.value ?? '', r.change_percent, ...tokens(r.tokens), r.per_million?.value ?? '', r.cache_hit]),
  ];
}

/** Each day of the year that was read. */
export function yearSheet({ days, values, settled }: report.Year, currency: string): string[][] {
  return [['day', 'currency', 'amount', 'settled'], ...days.flatMap((day, i) => (values[i] ? [[day, currency, values[i].value, settled[i] ? 'yes' : 'no']] : []))];
}

/** What was spent by each day, and where the period was then thought to end. */
export function courseSheet(projections: outlook.Projection[]): string[][] {
  return [['day', 'currency', 'spent_to_date', 'forecast', 'low', 'high'], ...projections.map((p) => [p.day, p.amount.currency, p.to_date.value, p.amount.value, p.low.value, p.high.value])];
}
