import { expect, test } from 'vitest';
import { formatAgo, formatDate, formatDay, lastDay } from './days';
import { exactMoney, formatAll, formatLeft, formatMoney, formatSmallMoney, sumMoney } from './money';
import { knowledge } from './spend';

const usd = (value: string) => ({ value, currency: 'USD' });

test.each([
  ['12.3400', '$12.34'],
  ['-0.1000', '-$0.10'],
  ['1234567.8900', '$1,234,567.89'],
  ['9007199254740993.1200', '$9,007,199,254,740,993.12'], // beyond what a JS number holds
  ['0.0000', '$0.00'],
])('%s dollars read %s', (value, words) => {
  expect(formatMoney(usd(value), 'en-US')).toBe(words);
});

test.each([
  ['0.0000125', '$0.0000125'],
  ['-0.0012', '-$0.0012'],
  ['0.0000', '$0.00'],
  ['0.0100', '$0.01'],
  ['3.0001', '$3.00'],
])('the small amount %s reads %s, never a false zero', (value, words) => {
  expect(formatSmallMoney(usd(value), 'en-US')).toBe(words);
});

test('nothing known is no data, not zero', () => {
  expect(formatAll([])).toBe('no data');
});

test('two currencies stand side by side and are never added', () => {
  expect(formatAll([usd('1.0000'), { value: '2.0000', currency: 'EUR' }], 'en-US')).toBe('$1.00 + €2.00');
});

test.each([
  [['0.1000', '0.2000'], '0.3000'], // which a float would miss
  [['0.000000001', '0.0000'], '0.000000001'],
  [['9007199254740993.1200', '0.0100'], '9007199254740993.1300'],
  [['1.0000', '-3.5000'], '-2.5000'],
  [['-0.0500'], '-0.0500'],
  [['100.0000', '100.0000'], '200.0000'],
])('%j add up to %s, to the last digit', (values, sum) => {
  expect(sumMoney(values.map(usd))).toEqual([usd(sum)]);
});

test('a sum is one amount a currency, and none of nothing', () => {
  expect(sumMoney([usd('1.0000'), { value: '2.0000', currency: 'EUR' }, usd('0.5000')])).toEqual([usd('1.5000'), { value: '2.0000', currency: 'EUR' }]);
  expect(sumMoney([])).toEqual([]);
});

test('the exact amount keeps every digit', () => {
  expect(exactMoney(usd('0.000000001'))).toBe('0.000000001 USD');
});

test.each([
  [20, 'just now'],
  [240, '4 min. ago'],
  [7200, '2 hr. ago'],
  [3 * 86400, '3 days ago'],
])('%i seconds are %s', (seconds, words) => {
  const now = new Date('2026-11-22T12:00:00Z');
  expect(formatAgo(new Date(now.getTime() - seconds * 1000).toISOString(), now)).toBe(words);
});

test('a day is the vendor’s UTC day wherever the user is', () => {
  expect(formatDay('2026-11-01')).toBe('Nov 1');
  expect(formatDate('2026-08-22')).toBe('Aug 22, 2026');
  expect(lastDay('2026-12-01')).toBe('2026-11-30');
});

test.each([
  ['12.5', 'USD', '12.50 USD'],
  ['-3', 'USD', '-3.00 USD'],
  ['0.0000125', 'USD', '0.0000125 USD'],
  ['3400', 'credits', '3,400 credits'],
])('%s %s that are left read %s', (value, unit, words) => {
  expect(formatLeft(value, unit)).toBe(words);
});

const spender = (state: string, spent: string, more: object) => ({ account: { state, settled_through: null }, budget: { spent: usd(spent) }, today: [], other: [], ...more });

test.each([
  ['whole, and nothing was spent', spender('ok', '0.0000', {}), 'known'],
  ['never read', spender('never_synced', '0.0000', { gap: {} }), 'unknown'],
  ['not published', spender('not_published', '0.0000', { gap: {} }), 'unknown'],
  ['not published, and today alone is known to be nothing', spender('not_published', '0.0000', { gap: {}, today: [usd('0.0000')] }), 'unknown'],
  ['not published and imported in part', spender('not_published', '3.0000', { gap: {} }), 'at least'],
  ['not published and imported in part, in euros', spender('not_published', '0.0000', { gap: {}, other: [usd('1.0000')] }), 'at least'],
  ['not published and imported whole', spender('not_published', '0.0000', {}), 'known'],
  ['refused after days that cost nothing', spender('key_refused', '0.0000', { gap: {}, account: { state: 'key_refused', settled_through: '2026-11-18' } }), 'at least'],
])('of an account that is %s', (_, card, words) => {
  expect(knowledge(card)).toBe(words);
});
