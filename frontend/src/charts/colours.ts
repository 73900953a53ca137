import { useComputedColorScheme } from '@mantine/core';
import { useSyncExternalStore } from 'react';

export interface Colours {
  series: string[];
  text: string;
  line: string;
  surface: string;
}

/** The tokens that charts draw with; canvas needs them as values, read anew with the theme. */
export function useColours(): Colours {
  useComputedColorScheme('light'); // a new theme draws again
  useSyncExternalStore(onContrast, contrast); // and so does high contrast
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    series: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => token(`--series-${n}`)),
    text: token('--text-quiet'),
    line: token('--line'),
    surface: token('--surface-raised'),
  };
}

function onContrast(changed: () => void): () => void {
  const watch = new MutationObserver(changed);
  watch.observe(document.documentElement, { attributeFilter: ['data-contrast'] });
  return () => watch.disconnect();
}

function contrast(): boolean {
  return document.documentElement.hasAttribute('data-contrast');
}

/** A colour of a token as a shade that lies behind others. */
export function faint(colour: string): string {
  return colour.length === 7 ? `${colour}2e` : colour; // two more digits of a colour's six are how opaque it is
}

/** How many services have a colour of their own; the others share the last one. */
export const distinct = 7;

/** The colour of a service, the same in each chart: by its place among the largest. */
export function colourOf(series: string[], largest: string[], service: string): string {
  const place = largest.indexOf(service);
  return series[place < 0 ? distinct : Math.min(place, distinct)] ?? '';
}
