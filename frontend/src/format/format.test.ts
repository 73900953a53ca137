import { expect, test } from 'vitest';
import { formatAgo, formatDay, lastDay } from './days';
import { exactMoney, formatAll, formatMoney, formatSmallMoney } from './money';

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
  expect(lastDay('2026-12-01')).toBe('2026-11-30');
});
