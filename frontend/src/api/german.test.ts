import { afterAll, beforeAll, expect, test } from 'vitest';
import { inLanguage } from './in-language';
import { speak } from '../words';

const answers = import.meta.glob<unknown>('../../../app/bind/testdata/*.json', { eager: true, import: 'default' });

beforeAll(() => speak('de'));
afterAll(() => speak('en'));

/** The texts in which an answer differs from English, and those in which it ought to. */
function texts(value: unknown, field = ''): [string, string][] {
  if (typeof value === 'string') return [[field, value]];
  if (Array.isArray(value)) return value.flatMap((member) => texts(member, field));
  return value === null || typeof value !== 'object' ? [] : Object.entries(value).flatMap(([name, member]) => texts(member, name));
}

const sentences = ['advice', 'body', 'help', 'hint', 'limits', 'meaning', 'notes', 'reads', 'reason', 'sentence', 'vault_text', 'warnings'];
const english = /\b(the|is|are|and|of|to|not|this|your|at)\b/;

test('nothing that Go says on any screen stays English', () => {
  const left = Object.entries(answers).flatMap(([path, answer]) =>
    texts(inLanguage(answer, path.endsWith('/providers.json')))
      .filter(([field, text]) => sentences.includes(field) && english.test(text))
      .map(([field, text]) => `${path.split('/').at(-1)} ${field}: ${text}`),
  );
  expect([...new Set(left)]).toEqual([]);
});
