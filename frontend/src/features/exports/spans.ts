import type { report } from '../../api/backend';
import { isDay } from '../../format/filter';
import type { Exportable } from '../../ui/exporter';

/** Days, both inside. */
export interface Span {
  from: string;
  through: string;
}

const named = ['this_month', 'last_month', 'last_30_days', 'last_90_days', 'this_year'] as const;

/** Which days: those of the screen, some that have a name, all that there are, or others. */
export const spanNames = ['view', ...named, 'all', 'custom'] as const;

export type SpanName = (typeof spanNames)[number];

/** The spans that can be chosen by name, in their order. */
export function spansOf(what: Exportable | undefined, presets: report.PresetSpan[], { first, last }: Pick<report.Choices, 'first' | 'last'>): Map<SpanName, Span> {
  const spans = new Map<SpanName, Span>();
  if (what && isDay(what.from) && isDay(what.through)) spans.set('view', what);
  for (const name of named) {
    const preset = presets.find((p) => p.name === name);
    if (preset) spans.set(name, preset);
  }
  if (first && last) spans.set('all', { from: first, through: last });
  return spans;
}

/** Whether days are two, the first not after the last. */
export function isSpan({ from, through }: Span): boolean {
  return isDay(from) && isDay(through) && from <= through;
}
