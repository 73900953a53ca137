import { afterEach, expect, test, vi } from 'vitest';
import { de } from './de';
import { en } from './en';
import { firstWeekday, locale, speak, spoken, t } from '.';

afterEach(() => speak('en'));

/** Every text of a catalogue by its key. */
function texts(of: object, before = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(of)) {
    if (typeof value === 'string') found.set(before + name, value);
    else for (const [key, text] of texts(value as object, `${before}${name}.`)) found.set(key, text);
  }
  return found;
}

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

test('German says everything that English says, with the same figures in it, and nothing else', () => {
  const [english, german] = [texts(en), texts(de)];
  expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  const other = [...english].filter(([key, text]) => String(placeholders(text)) !== String(placeholders(german.get(key) ?? '')));
  expect(other).toEqual([]);
});

test('no text is empty, and none ends in a space that somebody has to know of', () => {
  for (const [key, text] of [...texts(en), ...texts(de)]) expect(text, key).toMatch(/^\S([\s\S]*\S)?$/);
});

test('every text of the catalogue is said somewhere', () => {
  const files = import.meta.glob<string>(['../**/*.ts', '../**/*.tsx', '!../**/*.test.*'], { query: '?raw', import: 'default', eager: true });
  const sources = Object.values(files).join('\n');
  const unsaid = [...texts(en).keys()].filter((key) => {
    const stem = key.replace(/_(one|other)$/, '');
    const groups = [...stem.matchAll(/\./g)].map(({ index }) => stem.slice(0, index));
    // t(`format.states.${state}`) says a whole group.
    return !sources.includes(`'${stem}'`) && !groups.some((group) => sources.includes(`\`${group}.\${`));
  });
  expect(unsaid).toEqual([]);
});

test('a language that is not known is English', async () => {
  await speak('xx');
  expect(spoken()).toBe('en');
});

test('German is spoken once it was chosen, and the page says so', async () => {
  await speak('de');
  expect(t('ui.close')).toBe('Schließen');
  expect(document.documentElement.lang).toBe('de');
  expect(locale()).toBe('de-DE');
});

test('numbers and dates are those of the region where that speaks the language', async () => {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['de-AT', 'en-GB']);
  expect(locale()).toBe('en-GB');
  await speak('de');
  expect(locale()).toBe('de-AT');
});

test.each([
  ['en-US', 0],
  ['de-DE', 1],
])('a week in %s starts on day %i', (region, day) => {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue([region]);
  expect(firstWeekday()).toBe(day);
});
