import { formatDay, lastDay } from './days';
import { type Amount, formatMoney } from './money';
import { t } from '../words';
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
  return t('format.used', { percent: passed.at(-1)?.level ?? state.percent });
}

/** When a budget reaches its limit and how sure that is, in a sentence; "" without a limit. */
export function crossingWords(budget: Going): string {
  const { state, crossing, forecast } = budget;
  if (!state.limit) return '';
  const limit = formatMoney(state.limit);
  const end = formatDay(lastDay(state.period.end));
  const { day, earliest, latest, crossed, withheld } = crossing;
  if (crossed) return day ? t('format.crossing.reachedOn', { limit, day: formatDay(day) }) : t('format.crossing.reached', { limit });
  if (withheld) return withheldWords(withheld, forecast.days_used);
  if (!day && !earliest) return t('format.crossing.not', { limit, end });
  if (!day) return t('format.crossing.maybe', { limit, end, earliest: formatDay(earliest) });
  const said = { limit, end, day: formatDay(day), earliest: earliest && formatDay(earliest), latest: latest && formatDay(latest) };
  if (!latest && earliest) return earliest === day ? t('format.crossing.onOrNot', said) : t('format.crossing.fromOrNot', said);
  if (!latest || earliest === latest) return t('format.crossing.on', said);
  return t('format.crossing.between', said);
}

/** Why there is no forecast. */
function withheldWords(reason: string, daysUsed: number): string {
  if (reason === 'too_few_days') return t('format.withheld.days', { days: daysUsed });
  if (reason === 'no_account') return t('format.withheld.nobody');
  return t('format.withheld.other');
}
