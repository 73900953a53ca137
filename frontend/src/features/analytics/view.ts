import type { report } from '../../api/backend';
import { everything, type Filter, isDay, readFilter, writeFilter } from '../../format/filter';
import { type Dimension, isDimension } from './words';

/** What the screen is set to. */
export interface View {
  preset: string; // or custom, with days of its own
  from: string;
  through: string;
  by: Dimension;
  compare: boolean;
  form: 'bars' | 'lines';
  currency: string; // "" for the one that most was spent in
  filter: Filter;
}

/** The state as it stands in the address. */
export function writeView(v: View): string {
  const to = new URLSearchParams({ span: v.preset, by: v.by });
  if (v.preset === 'custom') {
    to.set('from', v.from);
    to.set('through', v.through);
  }
  if (!v.compare) to.set('compare', 'no');
  if (v.form === 'lines') to.set('as', 'lines');
  if (v.currency) to.set('currency', v.currency);
  writeFilter(v.filter, to);
  return to.toString();
}

/** The state of an address; what it does not say is as at the first visit. */
export function readView(state: string): View {
  const from = new URLSearchParams(state);
  const by = from.get('by') ?? '';
  return {
    preset: from.get('span') ?? 'this_month',
    from: from.get('from') ?? '',
    through: from.get('through') ?? '',
    by: isDimension(by) ? by : 'service',
    compare: from.get('compare') !== 'no',
    form: from.get('as') === 'lines' ? 'lines' : 'bars',
    currency: from.get('currency') ?? '',
    filter: state ? readFilter(from) : everything,
  };
}

/** What Go is asked. Of days that are half typed it is what was asked before: undefined. */
export function questionOf(v: View, presets: report.PresetSpan[]): report.Question | undefined {
  const rest = { by: v.by, compare: v.compare, currency: v.currency, ...v.filter };
  if (v.preset === 'custom') return isDay(v.from) && isDay(v.through) && v.from <= v.through ? { ...rest, from: v.from, through: v.through, cycle_day: 0 } : undefined;
  const span = presets.find((p) => p.name === v.preset) ?? presets[0];
  return span && { ...rest, from: span.from, through: span.through, cycle_day: span.cycle_day };
}

/** The address of the entries behind something. */
export function entriesOf(from: string, through: string, filter: Filter): string {
  const to = new URLSearchParams({ from, through });
  writeFilter(filter, to);
  return to.toString();
}
