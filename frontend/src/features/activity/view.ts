import type { Asked } from '../../api/queries';
import { type Filter, isDay, readFilter, writeFilter } from '../../format/filter';

/** What the screen is set to. */
export interface View {
  from: string; // "" for the first day there is
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
  for (const [name, value] of Object.entries({ from: v.from, through: v.through, text: v.text, counted: v.counted })) if (value) to.set(name, value);
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
  return {
    from: from.get('from') ?? '',
    through: from.get('through') ?? '',
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

/** What Go is asked; a day that is half typed narrows nothing. */
export function questionOf(v: View): Asked {
  return {
    from: isDay(v.from) ? v.from : null,
    through: isDay(v.through) ? v.through : null,
    ...v.filter,
    text: v.text.trim(),
    counted: v.counted ? v.counted === 'yes' : undefined,
    sort: { by: v.by, desc: v.desc },
  };
}
