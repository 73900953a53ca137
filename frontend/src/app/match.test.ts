import { expect, test } from 'vitest';
import type { Command } from '../ui/commands';
import { found, most } from './match';

const command = (name: string, keywords = ''): Command => ({ id: name, name, keywords, group: '', run: () => undefined });

const all = [
  command('Overview', 'home month start'),
  command('Accounts', 'services keys vendors'),
  command('Settings', 'preferences theme interval'),
  command('Sync now', 'refresh read update'),
  command('Add account', 'connect service key'),
  command('Theme: Dark', 'look night'),
  command('Équipe Zürich', 'OpenAI account'),
];

const names = (query: string, recent: string[] = []) => found(query, all, recent).map((c) => c.name);

test.each([
  ['the start of a name', 'acc', ['Accounts', 'Add account', 'Équipe Zürich']],
  ['the start of a later word', 'now', ['Sync now']],
  ['letters with others between them', 'adac', ['Add account']],
  ['another word for it', 'refresh', ['Sync now']],
  ['two words in any order', 'dark theme', ['Theme: Dark']],
  ['accents and case do not matter', 'ZURICH equipe', ['Équipe Zürich']],
  ['a word that nothing has', 'accounts zebra', []],
  ['letters that are all there, but far apart', 'eag', []],
  ['what would break a pattern', '.*[', []],
])('%s', (_, query, want) => {
  expect(names(query)).toEqual(want);
});

test('with nothing typed everything is there, what was used last first', () => {
  expect(names('  ', ['Sync now', 'gone', 'Settings']).slice(0, 3)).toEqual(['Sync now', 'Settings', 'Overview']);
  expect(names('')).toEqual(all.map((c) => c.name));
});

test('of equal answers the one that was used last comes first', () => {
  expect(names('service', ['Add account'])).toEqual(['Add account', 'Accounts']);
  expect(names('service')).toEqual(['Accounts', 'Add account']);
});

test('a name of ten thousand letters and a thousand accounts are no burden', () => {
  const many = Array.from({ length: 1000 }, (_, i) => command(`Account ${i} ${'x'.repeat(10_000)}`));
  expect(found('acc', many, [])).toHaveLength(most);
});
