import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { speak } from '../words';
import * as words from '../words';
import { inLanguage } from './in-language';

const german = { 'This account was never read.': 'Dieses Konto wurde nie gelesen.', Everything: 'Alles', 'no model': 'kein Modell', '{1}: limit reached': '{1}: Limit erreicht', Spent: 'Ausgegeben', 'Credits left': 'Guthaben' };

beforeEach(() => void vi.spyOn(words, 'learned').mockReturnValue(german));
afterEach(() => speak('en'));

const answer = {
  account: { label: 'Everything', reason: 'This account was never read.', balances: [{ name: 'Credits left', value: '3', unit: 'Spent' }] },
  rows: [{ key: '', label: 'no model', other: false }, { key: 'm', label: 'no model', other: false }],
  alert: { title: 'Everything: limit reached', body: 'This account was never read.', label: 'Everything', facts: [{ label: 'Spent', value: '$3.00' }] },
  state: { budget: { label: '', scope: 'everything', every: 'month' }, title: 'Everything', of: 'Everything' },
  own: { budget: { label: 'Everything', scope: 'everything', every: 'month' }, title: 'Everything', of: 'Everything' },
  none: null,
  count: 7,
};

test('what Go wrote is said in German, and what somebody typed stays', async () => {
  await speak('de');
  expect(inLanguage(answer)).toEqual({
    account: { label: 'Everything', reason: 'Dieses Konto wurde nie gelesen.', balances: [{ name: 'Guthaben', value: '3', unit: 'Spent' }] },
    rows: [{ key: '', label: 'kein Modell', other: false }, { key: 'm', label: 'no model', other: false }],
    alert: { title: 'Alles: Limit erreicht', body: 'Dieses Konto wurde nie gelesen.', label: 'Everything', facts: [{ label: 'Ausgegeben', value: '3,00\u00a0$' }] },
    state: { budget: { label: '', scope: 'everything', every: 'month' }, title: 'Alles', of: 'Alles' },
    own: { budget: { label: 'Everything', scope: 'everything', every: 'month' }, title: 'Everything', of: 'Alles' },
    none: null,
    count: 7,
  });
});

test('an answer that Go wrote from end to end is said whole, and in English nothing is touched', async () => {
  expect(inLanguage(answer)).toBe(answer);
  await speak('de');
  expect(inLanguage({ id: 'x', name: 'Spent', keys: [{ name: 'no model' }] }, true)).toEqual({ id: 'x', name: 'Ausgegeben', keys: [{ name: 'kein Modell' }] });
});
