import type { report } from '../../api/backend';
import { formatCount } from '../../format/numbers';
import { t } from '../../words';

const bases = ['billed', 'imported', 'metered', 'estimated', 'subscription'] as const;

/** A basis in one word. */
export function basisShort(basis: string): string {
  const known = bases.find((b) => b === basis);
  return known ? t(`activity.bases.${known}`) : basis;
}

/** Whether an entry counts, and may still change. */
export function markWords({ counted, settled }: Pick<report.ActivityItem, 'counted' | 'settled'>): string {
  const [counts, changes] = [counted ? t('activity.marks.counts') : t('activity.marks.crossCheck'), settled ? t('activity.marks.settled') : t('activity.marks.mayChange')];
  return `${counts}, ${changes}`;
}

/** How many entries, "1 entry", "1,234 entries". */
export function entriesWords(count: number): string {
  return t('activity.entries', { count, n: formatCount(count) });
}
