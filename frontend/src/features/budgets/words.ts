import type { alert, budget, calendar } from '../../api/backend';
import { t } from '../../words';
import { formatDate, formatDay, formatMoment, lastDay } from '../../format/days';

/** What sorts of things a budget can be of, in the order in which they are offered. */
export const scopes = ['everything', 'service', 'account', 'project', 'tag'] as const;

export const rhythms = ['month', 'cycle', 'week', 'day'] as const;

/** A period as people name it: "Nov 1 – Nov 30, 2026"; a day has no end beside it. */
export function periodWords(period: calendar.Span): string {
  const last = lastDay(period.end);
  return period.start === last ? formatDate(last) : `${formatDay(period.start)} – ${formatDate(last)}`;
}

/** How a budget's periods run: "each billing cycle, from day 15". */
export function rhythmWords({ every, start_day }: budget.Budget): string {
  const rhythm = rhythms.find((r) => r === every) ?? 'month';
  return t(`budgets.rhythm.${rhythm}`, { day: start_day });
}

const kinds: Record<string, 'all' | 'level' | 'crossing'> = { '': 'all', level: 'level', crossing: 'crossing' };

/** Whether alerts of a kind, "" for all, are about budgets. */
export function ofBudgets(kind: string): boolean {
  return kind in kinds;
}

/** What is silenced and for how long: "Alerts are snoozed until Nov 23, 2026, 2:00 PM". */
export function silencedWords(s: alert.Silence): string {
  const kind = kinds[s.kind] ?? 'some';
  return s.until ? t(`budgets.snoozed.${kind}`, { moment: formatMoment(s.until) }) : t(`budgets.muted.${kind}`);
}
