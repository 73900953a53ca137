import { formatDay, lastDay } from './days';
import { type Amount, formatMoney } from './money';
import { asLevel, levelWords } from './words';

/** What of a budget tells where its period is going. */
interface Going {
  state: { limit?: Amount | null; level: string; percent: number; period: { end: string } };
  passed: { level: number }[];
  crossing: { day: string; earliest: string; latest: string; crossed: boolean; withheld: string };
  forecast: { days_used: number };
}

/** Whether a budget is its account's own monthly limit, which goes with the account. */
export function isOwnLimit(b: { id: string; scope: string; subject: string }): boolean {
  return b.scope === 'account' && b.id === b.subject;
}

/** How near a budget is to its limit, in a word: "On course", "50 % used", "Limit reached". */
export function nearWords({ state, passed }: Going): string {
  const level = asLevel(state.level);
  if (level !== 'near') return levelWords[level];
  return `${passed.at(-1)?.level ?? state.percent} % used`;
}

/** When a budget reaches its limit and how sure that is, in a sentence; "" without a limit. */
export function crossingWords(budget: Going): string {
  const { state, crossing, forecast } = budget;
  if (!state.limit) return '';
  const limit = formatMoney(state.limit);
  const end = formatDay(lastDay(state.period.end));
  const { day, earliest, latest, crossed, withheld } = crossing;
  if (crossed) return day ? `Reached ${limit} on ${formatDay(day)}.` : `Reached ${limit}.`;
  if (withheld) return withheldWords(withheld, forecast.days_used);
  if (!day && !earliest) return `At this pace ${limit} is not reached by ${end}.`;
  if (!day) return `At this pace ${limit} is not reached by ${end}; it may be, on ${formatDay(earliest)} at the earliest.`;
  const reaches = `At this pace you reach ${limit} on ${formatDay(day)}`;
  if (!latest && earliest) return `${reaches}, ${earliest === day ? '' : `on ${formatDay(earliest)} at the earliest, `}or not at all by ${end}.`;
  if (!latest || earliest === latest) return `${reaches}.`;
  return `${reaches}, between ${formatDay(earliest)} and ${formatDay(latest)}.`;
}

/** Why there is no forecast. */
function withheldWords(reason: string, daysUsed: number): string {
  if (reason === 'too_few_days') return `No forecast yet: it needs 5 settled days; ${daysUsed} so far.`;
  if (reason === 'no_account') return 'No forecast: nothing that it is of is connected.';
  return 'No forecast yet.';
}
