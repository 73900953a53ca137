import type { report } from '../../api/backend';
import { formatDate, formatDay } from '../../format/days';
import { type Filter, narrowings } from '../../format/filter';
import { type Amount, formatMoney, formatSmallMoney, isZero } from '../../format/money';
import { formatPercent } from '../../format/numbers';
import { t } from '../../words';

/** What spend can be shown by. */
export const dimensions = ['service', 'account', 'model', 'project', 'key', 'basis', 'tag'] as const;

export type Dimension = (typeof dimensions)[number];

/** Whether a word is one of the dimensions. */
export function isDimension(word: string): word is Dimension {
  return (dimensions as readonly string[]).includes(word);
}

/** What one of a dimension is called. */
export function dimensionWord(by: string): string {
  return isDimension(by) ? t(`analytics.dimensions.${by}`) : by;
}

const presets = ['this_month', 'last_month', 'last_30_days', 'last_90_days', 'this_year', 'cycle', 'custom'] as const;

/** What a preset of days is called. */
export function presetWord(name: string): string {
  const known = presets.find((p) => p === name);
  return known ? t(`analytics.presets.${known}`) : name;
}

/** A span of days, "Nov 1 to Nov 22"; with years where they are not both this one. */
export function spanWords(from: string, through: string, today: string): string {
  const format = from.slice(0, 4) === today.slice(0, 4) && through.slice(0, 4) === today.slice(0, 4) ? formatDay : formatDate;
  return from === through ? format(from) : t('analytics.span', { from: format(from), through: format(through) });
}

/** What a picture of an answer says beside its title: the days, their total, and what is to be known of it. */
export function aboutWords(a: report.Analytics, filter: Filter): string {
  const total = a.totals.find((t) => t.currency === a.currency);
  const spent = total && formatMoney(total);
  return joined(spanWords(a.from, a.through, ''), spent && a.at_least ? t('analytics.atLeast', { amount: spent }) : spent, a.settled_through && t('analytics.settled', { day: formatDate(a.settled_through) }), narrowedWords(filter));
}

/** Says of a picture that it shows a part, "" where it shows everything. */
export function narrowedWords(filter: Filter): string {
  return narrowings(filter) > 0 ? t('analytics.narrowed') : '';
}

const joined = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(' · ');

/** How something changed, in words: "up $17.95 (5.8 %)". */
export function changeWords(change: Amount, percent: string): string {
  if (isZero(change)) return t('analytics.unchanged');
  const down = change.value.startsWith('-');
  const size = formatSmallMoney({ ...change, value: change.value.replace('-', '') });
  const words = percent ? `${size} (${formatPercent(percent.replace('-', ''))})` : size;
  return down ? t('analytics.down', { size: words }) : t('analytics.up', { size: words });
}

/** Which group a row, a layer or a mover is of; keys of projects are their account's own. */
export function idOf({ account, key }: Pick<report.Group, 'account' | 'key'>): string {
  return `${account}:${key}`;
}
