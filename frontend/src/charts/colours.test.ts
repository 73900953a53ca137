import { expect, test } from 'vitest';
import { colourOf } from './colours';

const series = ['1', '2', '3', '4', '5', '6', '7', 'rest'];
const largest = ['openai', 'anthropic', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];

test.each([
  ['the largest', 'openai', '1'],
  ['the seventh', 'g', '7'],
  ['the eighth', 'h', 'rest'],
  ['the ninth', 'i', 'rest'],
  ['one that cost nothing this month', 'z', 'rest'],
])('%s service has its colour', (_, service, colour) => {
  expect(colourOf(series, largest, service)).toBe(colour);
});
