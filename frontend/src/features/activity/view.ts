import type { report } from '../../api/backend';
import type { Asked } from '../../api/queries';
import { type Filter, isDay, readFilter, writeFilter } from '../../format/filter';

/** The first span that is shown: a ledger of many years is not read unasked. */
export const bounded = 'last_12_months';

/** The spans that have a name; then all days, and others. */
export const spanNames = [bounded, 'this_month', 'last_month', 'last_30_days', 'last_90_days', 'this_year', 'all', 'custom'] as const;

export type SpanName = (typeof spanNames)[number];

/** What the screen is set to. */
export interface View {
  span: SpanName;
  from: string; // of other days; "" for the first day there is
  through: string;
  text: string;
  counted: '' | 'yes' | 'no';
  by: string; // what is sorted by
  desc: boolean;
  filter: Filter;
}

/** The state as it stands in the address. */
export function writeView(v: View): string {
  const to = new URLSearchParams();
  const days = v.span === 'custom' ? { from: v.from, through: v.through } : { span: v.span === bounded ? '' : v.span };
  for (const [name, value] of Object.entries({ ...days, text: v.text, counted: v.counted })) if (value) to.set(name, value);
  to.set('sort', `${v.desc ? '-' : ''}${v.by}`); // always there: a state that was cleared is one too, and is kept as one
  writeFilter(v.filter, to);
  return to.toString();
}

/** The state of an address; what it does not say is as at the first visit. */
export function readView(state: string): View {
  const from = new URLSearchParams(state);
  const counted = from.get('counted');
  const sort = from.get('sort') ?? '-day';
  const by = sort.replace('-', '');
  const days = { from: from.get('from') ?? '', through: from.get('through') ?? '' };
  return {
    span: days.from || days.through ? 'custom' : (spanNames.find((s) => s === from.get('span')) ?? bounded),
    ...days,
    text: from.get('text') ?? '',
    counted: counted === 'yes' || counted === 'no' ? counted : '',
    by: by in sortable ? by : 'day',
    desc: sort.startsWith('-'),
    filter: readFilter(from),
  };
}

/** What entries can be sorted by, and which way is asked for first. */
export const sortable: Record<string, { desc: boolean }> = {
  day: { desc: true },
  account: { desc: false },
  model: { desc: false },
  amount: { desc: true },
  first_seen: { desc: true },
  last_changed: { desc: true },
};

/** The days of a view, both inside; "" for the first and the last that there are. */
export function daysOf(v: View, presets: report.PresetSpan[]): { from: string; through: string } {
  if (v.span === 'custom') return { from: v.from, through: v.through };
  const today = presets.find((p) => p.name === 'this_month')?.through;
  if (v.span === bounded && today) return { from: yearBefore(today), through: today };
  const preset = presets.find((p) => p.name === v.span);
  return { from: preset?.from ?? '', through: preset?.through ?? '' };
}

/** The first of the twelve months that end with a day. */
function yearBefore(day: string): string {
  const first = new Date(`${day}T00:00:00Z`);
  first.setUTCFullYear(first.getUTCFullYear() - 1, first.getUTCMonth(), first.getUTCDate() + 1);
  return first.toISOString().slice(0, 10);
}

/** What Go is asked; a day that is half typed narrows nothing. */
export function questionOf(v: View, presets: report.PresetSpan[]): Asked {
  const { from, through } = daysOf(v, presets);
  return {
    from: isDay(from) ? from : null,
    through: isDay(through) ? through : null,
    ...v.filter,
    text: v.text.trim(),
    counted: v.counted ? v.counted === 'yes' : undefined,
    sort: { by: v.by, desc: v.desc },
  };
}
