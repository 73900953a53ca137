import { expect, test } from 'vitest';
import css from './tokens.css?raw';

/** The colours of a theme: those of the selectors that apply, later ones over earlier ones. */
function theme(...selectors: string[]): Record<string, string> {
  const rules = css.slice(0, css.indexOf('@media')).replace(/\/\*[\s\S]*?\*\//g, '');
  const tokens: Record<string, string> = {};
  for (const [, selector = '', body = ''] of rules.matchAll(/([^{}]+)\{([^}]*)\}/g)) {
    if (!selectors.includes(selector.trim())) continue;
    for (const [, name = '', value = ''] of body.matchAll(/--([\w-]+): (#\w{6});/g)) tokens[name] = value;
  }
  return tokens;
}

const dark = "[data-mantine-color-scheme='dark']";
const themes: [string, Record<string, string>, { text: number; mark: number }][] = [
  ['light', theme(':root'), { text: 4.5, mark: 3 }],
  ['dark', theme(':root', dark), { text: 4.5, mark: 3 }],
  ['high contrast, light', theme(':root', '[data-contrast]'), { text: 7, mark: 4.5 }],
  ['high contrast, dark', theme(':root', dark, '[data-contrast]', `[data-contrast]${dark}`), { text: 7, mark: 4.5 }],
];

/** Relative luminance. Source: WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance, read 2026-11-23. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one = '', other = ''): number {
  const [light = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (low + 0.05);
}

const text: [string, string[]][] = [
  ['text', ['surface', 'surface-raised', 'surface-sunken', 'accent-soft', 'calm-soft', 'near-soft', 'reached-soft']],
  ['text-quiet', ['surface', 'surface-raised', 'surface-sunken']],
  ['accent-strong', ['surface', 'surface-raised', 'surface-sunken', 'accent-soft']],
  ['on-accent', ['accent']],
  ['calm', ['surface-raised', 'calm-soft']],
  ['near', ['surface-raised', 'near-soft']],
  ['reached', ['surface-raised', 'reached-soft']],
];

const marks: [string, string[]][] = [
  ['focus', ['surface', 'surface-raised', 'surface-sunken']],
  ['accent', ['surface-raised']],
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((n): [string, string[]] => [`series-${n}`, ['surface-raised']]),
];

test.each(themes)('what is written can be read and marks can be seen: %s', (_, tokens, least) => {
  const faint = (pairs: [string, string[]][], ratio: number) =>
    pairs.flatMap(([front, backs]) =>
      backs.map((back) => ({ pair: `${front} on ${back}`, ratio: contrast(tokens[front], tokens[back]) })).filter((p) => !(p.ratio >= ratio)),
    );
  expect(faint(text, least.text)).toEqual([]);
  expect(faint(marks, least.mark)).toEqual([]);
});

test('black on white is 21 to 1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
});
