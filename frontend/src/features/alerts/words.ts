import type { alert } from '../../api/backend';
import { formatMoment } from '../../format/days';
import { t } from '../../words';

/** What sorts of news there are. */
export const kinds = ['level', 'crossing', 'runaway', 'sync', 'invoice'] as const;

/** What sort of news an alert is. */
export const kindWords = (kind: string): string => (has(kinds, kind) ? t(`alerts.sorts.${kind}`) : kind);

const statuses = ['pending', 'sending', 'sent', 'failed', 'withdrawn'] as const;

/** What becomes of an alert on a channel. */
export const statusWords = (status: string): string => (has(statuses, status) ? t(`alerts.statuses.${status}`) : status);

const channelKinds = ['native', 'email', 'webhook'] as const;

export const channelWords = (kind: string): string => (has(channelKinds, kind) ? t(`alerts.kinds.${kind}`) : kind);

/** The services that a webhook can be of. */
export const shapes = ['standard', 'slack', 'discord', 'teams', 'ntfy', 'telegram'] as const;

const brands: Record<string, string> = { slack: 'Slack', discord: 'Discord', teams: 'Microsoft Teams', ntfy: 'ntfy', telegram: 'Telegram' };

/** What a service is called; those of vendors have the same name everywhere. */
export const shapeWords = (shape: string): string => (shape === 'standard' ? t('alerts.webhook.own') : (brands[shape] ?? shape));

/** What is silenced and for how long: "Research, “Not read”: muted". */
export function silencedWords({ subject, label, kind, until }: alert.Silence): string {
  const name = label || t('alerts.silences.gone');
  const what = subject ? (kind ? t('alerts.silences.kindOf', { label: name, kind: kindWords(kind) }) : t('alerts.silences.allOf', { label: name })) : everywhere(kind);
  return until ? t('alerts.silences.until', { what, when: formatMoment(until) }) : t('alerts.silences.muted', { what });
}

/** Alerts of a kind, whatever they are about. */
export function everywhere(kind: string): string {
  return kind ? t('alerts.silences.everywhere', { kind: kindWords(kind) }) : t('alerts.silences.all');
}

/** Whether some delivery of an alert failed for good. */
export function hasFailed(a: alert.Alert): boolean {
  return a.deliveries.some((d) => d.status === 'failed');
}

/** Whether a word that came from Go is one of those that have words here. */
export function has<T extends string>(known: readonly T[], word: string): word is T {
  return (known as readonly string[]).includes(word);
}
