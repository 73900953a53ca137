import { expect, test } from 'vitest';
import { everything, isDay, narrow, narrowings, readFilter, writeFilter } from './filter';

test('a filter comes out of the address as it went in', () => {
  const filter = {
    ...everything,
    accounts: ['id-1'],
    models: ['meta/llama 4', ''],
    projects: [{ account: 'id-1', of: 'project', key: 'a:b/c' }, { account: '', of: 'project', key: '' }],
    tags: ['Client & Söhne', '<b>'],
  };
  const to = new URLSearchParams();
  writeFilter(filter, to);
  expect(to.toString()).not.toContain('/'); // which parts the screen from its state
  expect(readFilter(new URLSearchParams(to.toString()))).toEqual(filter);
  expect(narrowings(filter)).toBe(7);
});

test('one value takes the place of those of its dimension, and others stay', () => {
  const filter = narrow({ ...everything, models: ['a', 'b'], services: ['openai'] }, 'model', 'c', '');
  expect([filter.models, filter.services]).toEqual([['c'], ['openai']]);
  expect(narrow(filter, 'key', 'k', 'id-1').keys).toEqual([{ account: 'id-1', of: 'key', key: 'k' }]);
});

test.each([
  ['2026-11-22', true],
  ['2026-13-01', false],
  ['', false],
  ['yesterday', false],
])('%s is a day: %s', (text, want) => expect(isDay(text)).toBe(want));
