import { useQuery } from '@tanstack/react-query';
import type { money, report, tag } from '../../api/backend';
import { queries } from '../../api/queries';
import { everything } from '../../format/filter';

/** What a tag cost in the month so far. */
export interface Cost {
  /** One amount a currency; empty where nothing was spent, or nothing is known. */
  amounts: money.Amount[];
  /** Accounts of the tag that could not be read whole, by name: what they cost may be more. */
  lacking: string[];
  /** It is among so many that the answer does not name it. */
  untold: boolean;
}

/** What every tag cost from the first of the month to today. */
export interface Costs {
  from: string;
  through: string;
  /** Returns a tag's; undefined as long as nobody has answered. */
  of: (tag: tag.Tag) => Cost | undefined;
  /** What whoever adds the tags up has to know. */
  notes: string[];
  failure?: string;
}

/** Asks what every tag cost, in one question. */
export function useCosts(today: string): Costs {
  const from = `${today.slice(0, 8)}01`;
  const { data, error } = useQuery(queries.analytics({ ...everything, from, through: today, by: 'tag', compare: false, currency: '', cycle_day: 0 }));
  return { from, through: today, of: (tag) => data && costOf(tag, data), notes: data?.notes ?? [], failure: error?.message };
}

function costOf({ name, parts }: tag.Tag, { rows, gaps }: report.Analytics): Cost {
  const amounts = rows.filter((r) => r.key === name && !r.untagged && !r.other).map((r) => r.amount);
  const lacking = gaps.filter((g) => parts.some((p) => p.account === g.account)).map((g) => g.label);
  return { amounts, lacking: [...new Set(lacking)], untold: amounts.length === 0 && rows.some((r) => r.other) };
}
