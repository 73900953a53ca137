import { expect, test } from 'vitest';
import { crossingWords, nearWords } from './limit';

const none = { day: '', earliest: '', latest: '', crossed: false, withheld: '' };
const state = { limit: { value: '200.0000', currency: 'USD' }, level: 'near', percent: 86, period: { end: '2026-12-01' } };
const going = (crossing: Partial<typeof none>, used = 40) => ({ state, passed: [], crossing: { ...none, ...crossing }, forecast: { days_used: used } });

test.each([
  ['between two days', { day: '2026-11-23', earliest: '2026-11-20', latest: '2026-11-27' }, 'At this pace you reach $200.00 on Nov 23, between Nov 20 and Nov 27.'],
  ['on one day', { day: '2026-11-23', earliest: '2026-11-23', latest: '2026-11-23' }, 'At this pace you reach $200.00 on Nov 23.'],
  ['perhaps not at all', { day: '2026-11-29', earliest: '2026-11-25' }, 'At this pace you reach $200.00 on Nov 29, on Nov 25 at the earliest, or not at all by Nov 30.'],
  ['on its first day or not at all', { day: '2026-11-29', earliest: '2026-11-29' }, 'At this pace you reach $200.00 on Nov 29, or not at all by Nov 30.'],
  ['only in the worst case', { earliest: '2026-11-29' }, 'At this pace $200.00 is not reached by Nov 30; it may be, on Nov 29 at the earliest.'],
  ['not within the period', {}, 'At this pace $200.00 is not reached by Nov 30.'],
  ['on a day that is past', { day: '2026-11-12', earliest: '2026-11-12', latest: '2026-11-12', crossed: true }, 'Reached $200.00 on Nov 12.'],
  ['on no day that is known', { crossed: true }, 'Reached $200.00.'],
  ['already, although there is no forecast', { day: '2026-11-02', crossed: true, withheld: 'too_few_days' }, 'Reached $200.00 on Nov 2.'],
  ['nobody knows when', { withheld: 'too_few_days' }, 'No forecast yet: it needs 5 settled days; 40 so far.'],
  ['of nothing', { withheld: 'no_account' }, 'No forecast: nothing that it is of is connected.'],
])('a limit reached %s', (_, crossing, sentence) => {
  expect(crossingWords(going(crossing))).toBe(sentence);
});

test('no limit has no sentence', () => {
  expect(crossingWords({ ...going({}), state: { ...state, limit: null } })).toBe('');
});

test.each([
  ['the highest level that was passed', { ...state }, [{ level: 50 }, { level: 90 }], '90 % used'],
  ['the percentage, where a credit took the passed ones back', { ...state, percent: 51 }, [], '51 % used'],
  ['the limit itself', { ...state, level: 'reached' }, [{ level: 80 }, { level: 120 }], 'Limit reached'],
  ['nothing to worry about', { ...state, level: 'calm' }, [], 'On course'],
])('how near: %s', (_, at, passed, words) => {
  expect(nearWords({ ...going({}), state: at, passed })).toBe(words);
});
