import { expect, test } from 'vitest';
import { toCSV } from './csv';

test.each([
  ['a plain word', 'OpenAI', 'OpenAI'],
  ['an exact credit stays a number', '-12.340000125', '-12.340000125'],
  ['a comma and quotes are wrapped', 'a, "b"', '"a, ""b"""'],
  ['a line break is wrapped', 'a\nb', '"a\nb"'],
  ['a formula is text', '=1+1', "'=1+1"],
  ['a formula behind a blank is text', ' =1+1', "' =1+1"],
  ['a wide sign is text', '＝A1', "'＝A1"],
  ['a minus before a word is text', '-cmd', "'-cmd"],
  ['a formula with a comma is text and wrapped', '@sum(a,b)', '"\'@sum(a,b)"'],
])('%s', (_, text, want) => {
  expect(toCSV([[text, 'x']])).toBe(`${want},x\r\n`);
});
