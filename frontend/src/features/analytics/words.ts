import type { report } from '../../api/backend';
import { formatDate, formatDay } from '../../format/days';
import { type Amount, formatSmallMoney, isZero } from '../../format/money';
import { formatPercent } from '../../format/numbers';

/** The dimensions, one and many of each. */
export const dimensions = {
  service: 'Service',
  account: 'Account',
  model: 'Model',
  project: 'Project',
  key: 'API key',
  basis: 'Basis',
  tag: 'Tag',
} as const;

export type Dimension = keyof typeof dimensions;

export const presetWords: Record<string, string> = {
  this_month: 'This month',
  last_month: 'Last month',
  last_30_days: 'Last 30 days',
  last_90_days: 'Last 90 days',
  this_year: 'This year',
  cycle: 'Billing cycle',
  custom: 'Other days',
};

/** A span of days, "Nov 1 to Nov 22"; with years where they are not both this one. */
export function spanWords(from: string, through: string, today: string): string {
  const format = from.slice(0, 4) === today.slice(0, 4) && through.slice(0, 4) === today.slice(0, 4) ? formatDay : formatDate;
  return from === through ? format(from) : `${format(from)} to ${format(through)}`;
}

/** How something changed, in words: "up $17.95 (5.8 %)". */
export function changeWords(change: Amount, percent: string): string {
  if (isZero(change)) return 'unchanged';
  const down = change.value.startsWith('-');
  const size = formatSmallMoney({ ...change, value: change.value.replace('-', '') });
  return `${down ? 'down' : 'up'} ${size}${percent ? ` (${formatPercent(percent.replace('-', ''))})` : ''}`;
}

/** Which group a row, a layer or a mover is of; keys of projects are their account's own. */
export function idOf({ account, key }: Pick<report.Group, 'account' | 'key'>): string {
  return `${account}:${key}`;
}
