import type { alert, budget, calendar } from '../../api/backend';
import { formatDate, formatDay, formatMoment, lastDay } from '../../format/days';

/** What sorts of things a budget can be of, in the order in which they are offered. */
export const scopeWords: Record<string, string> = {
  everything: 'All spend',
  service: 'Services',
  account: 'Accounts',
  project: 'Projects',
  tag: 'Tags',
};

export const everyWords: Record<string, string> = {
  month: 'Calendar month',
  cycle: 'Billing cycle',
  week: 'Week, from Monday',
  day: 'Day',
};

/** A period as people name it: "Nov 1 – Nov 30, 2026"; a day has no end beside it. */
export function periodWords(period: calendar.Span): string {
  const last = lastDay(period.end);
  return period.start === last ? formatDate(last) : `${formatDay(period.start)} – ${formatDate(last)}`;
}

/** How a budget's periods run: "each billing cycle, from day 15". */
export function rhythmWords({ every, start_day }: budget.Budget): string {
  if (every === 'cycle') return `each billing cycle, from day ${start_day}`;
  return `each ${every === 'month' ? 'calendar month' : every}`;
}

const kindWords: Record<string, string> = { '': 'Alerts', level: 'Alerts of its levels', crossing: 'Alerts of its forecast' };

/** Whether alerts of a kind, "" for all, are about budgets. */
export function ofBudgets(kind: string): boolean {
  return kind in kindWords;
}

/** What is silenced and for how long: "Alerts are snoozed until Nov 23, 2026, 2:00 PM". */
export function silencedWords(s: alert.Silence): string {
  const what = kindWords[s.kind] ?? 'Some alerts';
  return s.until ? `${what} are snoozed until ${formatMoment(s.until)}` : `${what} are muted`;
}
