import { type Amount, isZero } from './money';

/** What of an account's card tells whether its spend is known. */
interface Spender {
  account: { state: string; settled_through: string | null };
  budget: { spent: Amount };
  today: Amount[];
  other: Amount[];
  gap?: unknown;
}

/** How well a spend is known; where nothing was ever read, zero is no answer. */
export type Knowledge = 'known' | 'at least' | 'unknown';

/** How well it is known what an account spent. */
export function knowledge({ account, budget, today, other, gap }: Spender): Knowledge {
  if (!gap) return 'known';
  if (!isZero(budget.spent) || other.length > 0) return 'at least';
  if (account.state === 'not_published') return 'unknown';
  return today.length === 0 && !account.settled_through ? 'unknown' : 'at least';
}
