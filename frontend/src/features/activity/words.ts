import type { report } from '../../api/backend';

const shorts: Record<string, string> = { billed: 'billed', imported: 'imported', metered: 'gateway', estimated: 'estimated', subscription: 'subscription' };

/** A basis in one word. */
export function basisShort(basis: string): string {
  return shorts[basis] ?? basis;
}

/** Whether an entry counts, and may still change. */
export function markWords({ counted, settled }: Pick<report.ActivityItem, 'counted' | 'settled'>): string {
  return `${counted ? 'counts' : 'cross-check'}, ${settled ? 'settled' : 'may change'}`;
}
