import type { alert } from '../../api/backend';
import { formatMoment } from '../../format/days';

/** What sort of news an alert is. */
export const kindWords: Record<string, string> = {
  level: 'Level reached',
  crossing: 'Limit will be reached',
  runaway: 'Runaway day',
  sync: 'Not read',
  invoice: 'Invoice differs',
};

/** What becomes of an alert on a channel. */
export const statusWords: Record<string, string> = {
  pending: 'Waiting',
  sending: 'Being sent',
  sent: 'Sent',
  failed: 'Failed',
  withdrawn: 'Withdrawn',
};

export const channelWords: Record<string, string> = {
  native: 'This desktop',
  email: 'E-mail',
  webhook: 'Webhook',
};

/** The services that a webhook can be of. */
export const shapeWords: Record<string, string> = {
  standard: 'A program of yours',
  slack: 'Slack',
  discord: 'Discord',
  teams: 'Microsoft Teams',
  ntfy: 'ntfy',
  telegram: 'Telegram',
};

/** What is silenced and for how long: "Research, “Not read”: muted". */
export function silencedWords({ subject, label, kind, until }: alert.Silence): string {
  const what = subject ? `${label || 'Something that is gone'}, ${kind ? `“${kindWords[kind] ?? kind}”` : 'all its alerts'}` : everywhere(kind);
  return until ? `${what}: snoozed until ${formatMoment(until)}` : `${what}: muted`;
}

/** Alerts of a kind, whatever they are about. */
export function everywhere(kind: string): string {
  return kind ? `“${kindWords[kind] ?? kind}”, wherever it happens` : 'All alerts';
}

/** A count with what it counts: "1 try", "12 tries". */
export function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}

/** Whether some delivery of an alert failed for good. */
export function hasFailed(a: alert.Alert): boolean {
  return a.deliveries.some((d) => d.status === 'failed');
}
